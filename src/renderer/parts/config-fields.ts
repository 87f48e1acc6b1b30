import type { Alpha, LossConfig, ModelConfig, OptimizerConfig, RunConfig } from '@shared/config/run-config'

/** The sections of a configuration, in the order of the form. */
export const configSections = ['data', 'model', 'loss', 'optimizer', 'training'] as const
export type ConfigSection = (typeof configSections)[number]

/** One setting of a run. `path` is dotted, as in `loss.gamma`. */
export interface ConfigField {
  section: ConfigSection
  path: string
  value: unknown
}

/**
 * The settings that had a part in a run's result, in order: γ of cross-entropy or β without the effective number
 * are on record too, but decide nothing and would only look like differences.
 * @param datasetName shown in place of the data set's id
 */
export function configFields(config: RunConfig, datasetName: string): ConfigField[] {
  const { data, model, loss, optimizer, training, seed } = config
  const field = (section: ConfigSection, path: string, value: unknown): ConfigField => ({
    section,
    path,
    value,
  })
  return [
    field('data', 'data.dataset', datasetName),
    field('data', 'data.imbalance', data.imbalance),
    ...(data.imbalance > 1 ? [field('data', 'data.imbalanceShape', data.imbalanceShape)] : []),
    field('data', 'data.validationFraction', data.validationFraction),
    field('data', 'data.splitSeed', data.splitSeed),
    ...(data.fold === null ? [] : [field('data', 'data.fold', `${data.fold.index}/${data.fold.of}`)]),
    ...(data.givenSplit ? [] : [field('data', 'data.givenSplit', false)]),
    field('data', 'data.standardize', data.standardize),
    ...modelFields(model).map(([name, value]) => field('model', `model.${name}`, value)),
    ...lossFields(loss).map(([name, value]) => field('loss', `loss.${name}`, value)),
    ...optimizerFields(optimizer).map(([name, value]) => field('optimizer', `optimizer.${name}`, value)),
    field('training', 'training.batchSize', training.batchSize),
    field('training', 'training.epochs', training.epochs),
    field('training', 'training.sampling', training.sampling),
    field('training', 'training.bestBy', training.bestBy),
    field('training', 'training.patience', training.patience),
    field('training', 'training.compile', training.compile),
    field('training', 'seed', seed),
  ]
}

type Named = [name: string, value: unknown]

function modelFields(model: ModelConfig): Named[] {
  if (model.kind === 'custom')
    return [
      ['kind', model.kind],
      ['name', model.name],
    ]
  if (model.kind === 'linear')
    return [
      ['kind', model.kind],
      ['l2', model.l2],
    ]
  const layers: Named[] =
    model.kind === 'mlp'
      ? [['layers', model.layers]]
      : [
          ['filters', model.filters],
          ['kernelSize', model.kernelSize],
          ['dense', model.dense],
        ]
  const { kind, activation, dropout, batchNorm, l2 } = model
  return [
    ['kind', kind],
    ...layers,
    ['activation', activation],
    ['dropout', dropout],
    ['batchNorm', batchNorm],
    ['l2', l2],
  ]
}

/** γ of a run, where its loss has one that is chosen. */
export function chosenGamma({ kind, gamma }: LossConfig): number | null {
  return kind === 'focal' ? gamma : null
}

/** γ by epoch: [γ], or [first, last] where it changes; null where the loss has none that is chosen. */
export function gammaCourse(loss: LossConfig): number[] | null {
  const gamma = chosenGamma(loss)
  if (gamma === null) return null
  return loss.gammaSchedule === 'constant' ? [gamma] : [gamma, loss.gammaEnd]
}

function lossFields(loss: LossConfig): Named[] {
  const gamma = chosenGamma(loss)
  return [
    ['kind', loss.kind],
    ['activation', loss.activation],
    ...(gamma === null ? [] : gammaFields(gamma, loss)),
    ['alpha', loss.alpha],
    ...(loss.activation === 'sigmoid' && loss.alpha !== 'none'
      ? [['alphaMode', loss.alphaMode] satisfies Named]
      : []),
    ...(loss.alpha === 'effective' ? [['beta', loss.beta] satisfies Named] : []),
    ...(loss.alpha === 'none' ? [] : [['reweightFrom', loss.reweightFrom] satisfies Named]),
    ...(loss.activation === 'sigmoid' ? [['priorProbability', loss.priorProbability] satisfies Named] : []),
    ...(loss.kind === 'balancedSoftmax' ? [['tau', loss.tau] satisfies Named] : []),
    ['labelSmoothing', loss.labelSmoothing],
    ['reduction', loss.reduction],
  ]
}

function gammaFields(gamma: number, { gammaSchedule, gammaEnd, gammaFrom }: LossConfig): Named[] {
  return [
    ['gamma', gamma],
    ['gammaSchedule', gammaSchedule],
    ...(gammaSchedule === 'constant' ? [] : [['gammaEnd', gammaEnd] satisfies Named]),
    ...(gammaSchedule === 'step' ? [['gammaFrom', gammaFrom] satisfies Named] : []),
  ]
}

function optimizerFields(optimizer: OptimizerConfig): Named[] {
  const { kind, learningRate, momentum, beta1, beta2, decay, epsilon, schedule, clipNorm } = optimizer
  const own: Record<OptimizerConfig['kind'], Named[]> = {
    sgd: [],
    momentum: [['momentum', momentum]],
    adam: [
      ['beta1', beta1],
      ['beta2', beta2],
      ['epsilon', epsilon],
    ],
    rmsprop: [
      ['decay', decay],
      ['momentum', momentum],
      ['epsilon', epsilon],
    ],
  }
  return [
    ['kind', kind],
    ['learningRate', learningRate],
    ...own[kind],
    ['schedule', schedule],
    ['clipNorm', clipNorm],
  ]
}

/** One setting in several runs; undefined where a run does not have it. */
export interface ConfigRow {
  section: ConfigSection
  path: string
  values: unknown[]
  differs: boolean
}

/** The settings of several runs side by side, in the order of the form. */
export function configRows(runs: readonly (readonly ConfigField[])[]): ConfigRow[] {
  const maps = runs.map((fields) => new Map(fields.map((field) => [field.path, field.value])))
  const paths = new Map<string, ConfigSection>()
  for (const section of configSections) {
    for (const fields of runs) {
      for (const field of fields) if (field.section === section) paths.set(field.path, section)
    }
  }
  return [...paths].map(([path, section]) => {
    const values = maps.map((map) => map.get(path))
    return { section, path, values, differs: new Set(values.map((value) => JSON.stringify(value))).size > 1 }
  })
}

/** Whether two runs were trained with the same loss, so that its values are on one scale. */
export function sameLoss(a: LossConfig, b: LossConfig): boolean {
  return JSON.stringify(lossFields(a)) === JSON.stringify(lossFields(b))
}

/** A scheme's name, a number, or null for one number a class. */
export function alphaScheme(alpha: Alpha): Exclude<Alpha, number[]> | null {
  return Array.isArray(alpha) ? null : alpha
}
