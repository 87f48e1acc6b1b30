/**
 * The configuration of one run: everything that, with the data and the seed, decides its digits.
 * Names, tags and notes are not part of it: they may change without changing the result.
 */
import { z } from 'zod'
import {
  activations,
  alphaModes,
  alphaSchemes,
  gammaSchedules,
  imbalanceShapes,
  lossActivations,
  lossKinds,
  optimizerKinds,
  reductions,
  samplingSchemes,
  schedules,
  sigmoidLossKinds,
  softmaxLossKinds,
  watchedMetrics,
} from './choices'
import { limits, type NumberLimit } from './limits'
import './plain-words'

/** A zod number within a limit's bounds; the messages name the bound in plain words. */
export function bounded(limit: NumberLimit) {
  const number = z
    .number({ error: 'must be a number' })
    .min(limit.min, `must be at least ${limit.min}`)
    .max(limit.max, `must be at most ${limit.max}`)
  return limit.integer ? number.int('must be a whole number') : number
}

const foldSchema = z
  .strictObject({ index: bounded({ ...limits.folds, min: 1 }), of: bounded(limits.folds) })
  .refine(({ index, of }) => index <= of, {
    path: ['index'],
    error: 'must be at most the number of folds',
    params: { reason: { code: 'fold-exceeds-folds' } },
  })

/** An epoch from which on something holds: its number, or below 1 the share of the epochs that are over by then. */
function startEpoch(limit: NumberLimit) {
  return bounded(limit).refine((value) => value < 1 || Number.isInteger(value), {
    error: 'must be a whole epoch, or a share of the epochs below 1',
    params: { reason: { code: 'epoch-or-share' } },
  })
}

export const dataConfigSchema = z.strictObject({
  /** A data set's id or name; `digits` is bundled, `synthetic` is made on first use. */
  dataset: z.string().min(1, 'name a data set').default('digits'),
  /** Imbalance factor ρ = n_max / n_min of the training split; 1 leaves it as it is. */
  imbalance: bounded(limits.imbalance).default(limits.imbalance.default),
  imbalanceShape: z.enum(imbalanceShapes).default('exp'),
  /** Share of each class held out for validation (stratified). */
  validationFraction: bounded(limits.validationFraction).default(limits.validationFraction.default),
  /** Seed of the split; null follows the run's seed. */
  splitSeed: bounded(limits.seed).nullable().default(null),
  /** One fold of a k-fold cross-validation, from 1; it goes before `validationFraction` and a given split. */
  fold: foldSchema.nullable().default(null),
  /** Split as the data set's own split column says, where it has one. */
  givenSplit: z.boolean().default(true),
  /** Scale every feature but one-hot ones to mean 0 and deviation 1, fitted on the training split. */
  standardize: z.boolean().default(true),
})

const modelCommon = {
  activation: z.enum(activations).default('relu'),
  dropout: bounded(limits.dropout).default(0),
  batchNorm: z.boolean().default(false),
  /** L2 penalty on the weight matrices, added to the trained loss. */
  l2: bounded(limits.l2).default(0),
}

export const modelConfigSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('linear'), l2: modelCommon.l2 }),
  z.strictObject({
    kind: z.literal('mlp'),
    /** Units of each hidden layer. */
    layers: z.array(bounded(limits.units)).min(1, 'needs at least one layer').max(16).default([128, 64]),
    ...modelCommon,
  }),
  z.strictObject({
    kind: z.literal('cnn'),
    /** Filters of each convolution; every convolution is followed by 2×2 max pooling while the image allows. */
    filters: z.array(bounded(limits.filters)).min(1, 'needs at least one layer').max(8).default([16, 32]),
    kernelSize: bounded(limits.kernelSize).default(limits.kernelSize.default),
    /** Units of the dense layer before the output. */
    dense: bounded(limits.units).default(64),
    ...modelCommon,
  }),
  z.strictObject({
    kind: z.literal('custom'),
    name: z.string().min(1),
    /** A tfjs LayersModel topology (the JSON of model.toJSON()), whose output is one logit a class. */
    topology: z.string().min(2),
  }),
])

export const alphaSchema = z.union(
  [z.enum(alphaSchemes), bounded(limits.alpha), z.array(bounded(limits.alpha)).min(1)],
  { error: `must be one of ${alphaSchemes.join(', ')}, a number, or one number a class` },
)

export const lossConfigSchema = z
  .strictObject({
    kind: z.enum(lossKinds).default('focal'),
    activation: z.enum(lossActivations).default('softmax'),
    /** Focusing parameter γ; 0 is cross-entropy. Ignored by losses without it. */
    gamma: bounded(limits.gamma).default(limits.gamma.default),
    gammaSchedule: z.enum(gammaSchedules).default('constant'),
    /** γ of the last epoch (linear), or from `gammaFrom` on (step). */
    gammaEnd: bounded(limits.gammaEnd).default(limits.gammaEnd.default),
    gammaFrom: startEpoch(limits.gammaFrom).default(limits.gammaFrom.default),
    /** Class weights: a scheme, one number for all, or one number a class. */
    alpha: alphaSchema.default('none'),
    /**
     * Sigmoid: `uniform` weighs every element by α; `positiveNegative` weighs positives by α and negatives by 1 - α, with
     * a scheme by how many samples have the class and how many have it not.
     */
    alphaMode: z.enum(alphaModes).default('uniform'),
    /** β of the effective number of samples; used where alpha is `effective`. */
    beta: bounded(limits.beta).default(limits.beta.default),
    /** Deferred re-weighting: the first epoch with class weights. */
    reweightFrom: startEpoch(limits.reweightFrom).default(limits.reweightFrom.default),
    /** Sigmoid: π, at which every output starts, by the bias of the last layer; 0.5 is a bias of 0. */
    priorProbability: bounded(limits.priorProbability).default(limits.priorProbability.default),
    /** Strength of the prior in balanced softmax (logit adjustment). */
    tau: bounded(limits.tau).default(limits.tau.default),
    labelSmoothing: bounded(limits.labelSmoothing).default(0),
    /** `mean` divides by the number of samples, `weightedMean` by the sum of the weights used. */
    reduction: z.enum(reductions).default('mean'),
  })
  .check((context) => {
    const { kind, activation } = context.value
    const modeIssue = alphaModeIssue(context.value)
    if (modeIssue !== null) {
      context.issues.push({ code: 'custom', input: context.value.alphaMode, ...modeIssue })
    }
    const kinds: readonly string[] = activation === 'softmax' ? softmaxLossKinds : sigmoidLossKinds
    if (!kinds.includes(kind)) {
      context.issues.push({
        code: 'custom',
        path: ['kind'],
        input: kind,
        message: `${kind} is not defined for ${activation}; choose one of ${kinds.join(', ')}`,
        params: { reason: { code: 'loss-not-for-activation' } },
      })
    }
  })

interface ElementAlpha {
  activation: (typeof lossActivations)[number]
  alpha: string | number | number[]
  alphaMode: (typeof alphaModes)[number]
}

function alphaModeIssue({ activation, alpha, alphaMode }: ElementAlpha) {
  const issue = (field: string, code: string, message: string) => ({
    path: [field],
    message,
    params: { reason: { code } },
  })
  if (alphaMode === 'uniform') return null
  if (activation !== 'sigmoid')
    return issue('alphaMode', 'needs-sigmoid', 'positiveNegative needs activation sigmoid')
  if (alpha === 'none') {
    const message = 'positiveNegative needs alpha: a number, one number a class, or a scheme such as balanced'
    return issue('alphaMode', 'needs-alpha', message)
  }
  if (typeof alpha === 'string' || [alpha].flat().every((value) => value <= 1)) return null
  return issue('alpha', 'alpha-above-one', 'must be from 0 to 1 where alphaMode is positiveNegative')
}

export const optimizerConfigSchema = z.strictObject({
  kind: z.enum(optimizerKinds).default('adam'),
  learningRate: bounded(limits.learningRate).default(limits.learningRate.default),
  /** Used by momentum and rmsprop. */
  momentum: bounded(limits.momentum).default(limits.momentum.default),
  /** Used by adam. */
  beta1: bounded(limits.beta1).default(limits.beta1.default),
  beta2: bounded(limits.beta2).default(limits.beta2.default),
  /** Used by rmsprop. */
  decay: bounded(limits.decay).default(limits.decay.default),
  epsilon: bounded(limits.epsilon).default(limits.epsilon.default),
  schedule: z.enum(schedules).default('constant'),
  /** Largest global norm of the gradient; null leaves it as it is. */
  clipNorm: bounded(limits.clipNorm).nullable().default(null),
})

export const trainingConfigSchema = z.strictObject({
  batchSize: bounded(limits.batchSize).default(limits.batchSize.default),
  epochs: bounded(limits.epochs).default(limits.epochs.default),
  /** Which training samples an epoch shows. */
  sampling: z.enum(samplingSchemes).default('instance'),
  /** The metric that chooses the best epoch. */
  bestBy: z.enum(watchedMetrics).default('balancedAccuracy'),
  /** Stop when `bestBy` has not improved for this many epochs; null trains them all. */
  patience: bounded(limits.patience).nullable().default(null),
  /** Train with whole-step compiled graphs where the backend can. */
  compile: z.boolean().default(true),
})

export const runConfigSchema = z.strictObject({
  data: dataConfigSchema.prefault({}),
  model: modelConfigSchema.prefault({ kind: 'mlp' }),
  loss: lossConfigSchema.prefault({}),
  optimizer: optimizerConfigSchema.prefault({}),
  training: trainingConfigSchema.prefault({}),
  seed: bounded(limits.seed).default(limits.seed.default),
})

export type DataConfig = z.output<typeof dataConfigSchema>
export type ModelConfig = z.output<typeof modelConfigSchema>
export type ModelKind = ModelConfig['kind']
export type Alpha = z.output<typeof alphaSchema>
export type LossConfig = z.output<typeof lossConfigSchema>
export type LossKind = LossConfig['kind']
export type OptimizerConfig = z.output<typeof optimizerConfigSchema>
export type TrainingConfig = z.output<typeof trainingConfigSchema>
/** A complete configuration: every default filled in. */
export type RunConfig = z.output<typeof runConfigSchema>
/** What a person may write: everything has a default. */
export type RunConfigInput = z.input<typeof runConfigSchema>
