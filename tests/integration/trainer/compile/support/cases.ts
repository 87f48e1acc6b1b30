/** What equality is shown on: every loss, model and optimiser, and what goes with them. */
import { activations } from '@shared/config/choices'
import type { RunConfigInput } from '@shared/config/run-config'

type Loss = NonNullable<RunConfigInput['loss']>
type Model = NonNullable<RunConfigInput['model']>
type Optimizer = NonNullable<RunConfigInput['optimizer']>

export interface EqualityCase {
  name: string
  config: RunConfigInput
  /** Whether it is trained on samples with several labels. */
  multiLabel: boolean
  /** Weights to leave out of the comparison. */
  noise: string[]
}

/** Choices by number: which of each list a case has. */
interface Choice {
  loss: number
  weighting: number
  model: number
  optimizer: number
  isClipped: boolean
  hasSchedule: boolean
  multiLabel: boolean
}

/** Classes of the data that the cases train on. */
export const equalityClasses = 5

const losses: Loss[] = [
  { kind: 'ce' },
  { kind: 'focal' },
  { kind: 'flsd53' },
  { kind: 'ldam' },
  { kind: 'balancedSoftmax' },
  { kind: 'ce', activation: 'sigmoid' },
  { kind: 'focal', activation: 'sigmoid' },
  { kind: 'asymmetric', activation: 'sigmoid' },
]

/** What losses have beside their kind. */
const weightings: { name: string; softmax: Loss; sigmoid: Loss }[] = [
  { name: 'unweighted', softmax: { gamma: 0 }, sigmoid: { gamma: 0 } },
  {
    name: 'balanced, weighted mean',
    softmax: { gamma: 2, alpha: 'balanced', reduction: 'weightedMean' },
    sigmoid: { gamma: 2, alpha: 'inverseSquareRoot', reduction: 'weightedMean' },
  },
  {
    name: 'a weight a class, smoothed labels',
    softmax: { gamma: 1, alpha: [1, 2, 3, 4, 5], labelSmoothing: 0.1, reduction: 'weightedMean' },
    sigmoid: { gamma: 1, alpha: [1, 2, 3, 4, 5], labelSmoothing: 0.1 },
  },
  {
    name: 'one weight',
    softmax: { gamma: 0.5, alpha: 'effective' },
    sigmoid: { gamma: 0.5, alpha: 0.25, alphaMode: 'positiveNegative' },
  },
]

const block = (activation: (typeof activations)[number]) => ({
  activation,
  batchNorm: true,
  dropout: 0.3,
  l2: 0.001,
})

/**
 * `noise`: the shift of a batch-norm that a later one takes off again, but for what the activation bends. Its true gradient
 * is all but zero, what is computed is mostly rounding, and of that Adam and RMSProp make whole steps.
 */
const models: { name: string; of: (activation: (typeof activations)[number]) => Model; noise?: string[] }[] =
  [
    { name: 'linear', of: () => ({ kind: 'linear', l2: 0.01 }) },
    { name: 'mlp', of: (activation) => ({ kind: 'mlp', layers: [16, 12], activation }) },
    {
      name: 'mlp with dropout, batch-norm and l2',
      of: (activation) => ({ kind: 'mlp', layers: [16], ...block(activation) }),
    },
    {
      name: 'cnn with dropout, batch-norm and l2',
      of: (activation) => ({ kind: 'cnn', filters: [4], dense: 8, ...block(activation) }),
      noise: ['convolution_1_norm/beta'],
    },
  ]

const optimizers: Optimizer[] = [
  { kind: 'sgd', learningRate: 0.01 },
  { kind: 'momentum', learningRate: 0.002 },
  { kind: 'adam', learningRate: 0.002 },
  { kind: 'rmsprop', learningRate: 0.0005, momentum: 0.5 },
]

/**
 * Each pair of loss and model, loss and optimiser, model and optimiser at least once, and each sigmoid loss with each
 * model on samples with several labels: 44 cases.
 */
export function coveringCases(): EqualityCase[] {
  return lossesOnData().flatMap(({ loss, multiLabel }) =>
    models.map((_, model) =>
      equalityCase({
        loss,
        model,
        optimizer: (loss + model + Number(multiLabel)) % optimizers.length,
        weighting: (model + (loss >> 1)) % weightings.length,
        isClipped: ((loss >> 2) + model) % 2 === 1,
        hasSchedule: loss % 2 === 1,
        multiLabel,
      }),
    ),
  )
}

/** The whole product: 1408 cases. */
export function allCases(): EqualityCase[] {
  const cases: EqualityCase[] = []
  for (const { loss, multiLabel } of lossesOnData()) {
    for (const weighting of weightings.keys()) {
      for (const model of models.keys()) {
        for (const optimizer of optimizers.keys()) {
          for (const isClipped of [false, true]) {
            const hasSchedule = cases.length % 3 === 0
            cases.push(
              equalityCase({ loss, weighting, model, optimizer, isClipped, hasSchedule, multiLabel }),
            )
          }
        }
      }
    }
  }
  return cases
}

/** Every loss on samples of one class, and those of sigmoids on samples with several labels. */
function lossesOnData(): { loss: number; multiLabel: boolean }[] {
  const all = [...losses.keys()]
  return [
    ...all.map((loss) => ({ loss, multiLabel: false })),
    ...all
      .filter((loss) => losses[loss]!.activation === 'sigmoid')
      .map((loss) => ({ loss, multiLabel: true })),
  ]
}

function equalityCase(choice: Choice): EqualityCase {
  const loss = losses[choice.loss]!
  const weighting = weightings[choice.weighting]!
  const model = models[choice.model]!
  const optimizer = steadied(optimizers[choice.optimizer]!, loss)
  const activation = activations[(choice.loss + choice.weighting) % activations.length]!
  const { isClipped, hasSchedule, multiLabel } = choice
  const words = [
    `${loss.kind} (${multiLabel ? 'several labels' : (loss.activation ?? 'softmax')})`,
    weighting.name,
    model.name,
    ...(model.name === 'linear' ? [] : [activation]),
    `${optimizer.kind}${isClipped ? ', clipped' : ''}${hasSchedule ? ', cosine' : ''}`,
  ]
  return {
    name: words.join(' · '),
    config: {
      data: { imbalance: multiLabel ? 1 : 4 },
      model: model.of(activation),
      loss: { ...weighting[loss.activation ?? 'softmax'], ...loss },
      optimizer: {
        ...optimizer,
        clipNorm: isClipped ? 0.05 : null,
        schedule: hasSchedule ? 'cosine' : 'constant',
      },
      training: { batchSize: 16 },
    },
    multiLabel,
    noise: optimizer.kind === 'adam' || optimizer.kind === 'rmsprop' ? (model.noise ?? []) : [],
  }
}

/** LDAM multiplies its logits by 30, and with them every difference of rounding: it is trained that much slower. */
function steadied(optimizer: Optimizer, { kind }: Loss): Optimizer {
  return kind === 'ldam' ? { ...optimizer, learningRate: optimizer.learningRate! / 30 } : optimizer
}
