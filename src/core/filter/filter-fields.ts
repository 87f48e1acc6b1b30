/** What a filter expression can ask about a run: the names, and how each is read from a run. */
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
} from '@shared/config/choices'
import type { EpochSummary } from '@shared/domain/metrics'
import { runStates, type RunSummary } from '@shared/domain/run'

export type FieldValue = string | number | boolean | null

export interface FilterField {
  name: string
  type: 'text' | 'number' | 'boolean' | 'time'
  /** What a text can be; alpha may be a number, too. */
  choices?: readonly string[]
  /** Several where a run has several (tags, layers); none where it has none. */
  read(run: RunSummary): FieldValue[]
}

const metricNames = [
  'valLoss',
  'crossEntropy',
  'valCrossEntropy',
  'accuracy',
  'balancedAccuracy',
  'macroF1',
] as const

/** Every field, in the order a completion shows them. Metrics without a prefix are those of the best epoch. */
export const filterFields: readonly FilterField[] = [
  text('name', (run) => run.name),
  text('state', (run) => run.state, runStates),
  { name: 'tag', type: 'text', read: (run) => run.tags },
  text('data', (run) => run.datasetName),
  text('loss', (run) => run.config.loss.kind, lossKinds),
  number('gamma', (run) => run.config.loss.gamma),
  { name: 'alpha', type: 'text', choices: alphaSchemes, read: (run) => [run.config.loss.alpha].flat() },
  text('alphaMode', (run) => run.config.loss.alphaMode, alphaModes),
  number('beta', (run) => run.config.loss.beta),
  number('tau', (run) => run.config.loss.tau),
  text('gammaSchedule', (run) => run.config.loss.gammaSchedule, gammaSchedules),
  number('reweightFrom', (run) => run.config.loss.reweightFrom),
  number('labelSmoothing', (run) => run.config.loss.labelSmoothing),
  text('activation', (run) => run.config.loss.activation, lossActivations),
  text('reduction', (run) => run.config.loss.reduction, reductions),
  ...metricNames.map((name) => number(name, (run) => run.best?.[name] ?? null)),
  ...(['best', 'last'] as const).flatMap((which) =>
    (['epoch', 'loss', ...metricNames] as const).map((name) =>
      number(`${which}.${name}`, (run) => epochFigure(run[which], name)),
    ),
  ),
  text('model', (run) => run.config.model.kind, ['linear', 'mlp', 'cnn', 'custom']),
  {
    name: 'layers',
    type: 'number',
    read: ({ config: { model } }) => (model.kind === 'mlp' ? model.layers : []),
  },
  {
    name: 'filters',
    type: 'number',
    read: ({ config: { model } }) => (model.kind === 'cnn' ? model.filters : []),
  },
  number('dropout', ({ config: { model } }) => ('dropout' in model ? model.dropout : null)),
  text(
    'modelActivation',
    ({ config: { model } }) => ('activation' in model ? model.activation : null),
    activations,
  ),
  number('imbalance', (run) => run.config.data.imbalance),
  text('imbalanceShape', (run) => run.config.data.imbalanceShape, imbalanceShapes),
  number('fold', (run) => run.config.data.fold?.index ?? null),
  number('folds', (run) => run.config.data.fold?.of ?? null),
  number('validationFraction', (run) => run.config.data.validationFraction),
  text('optimizer', (run) => run.config.optimizer.kind, optimizerKinds),
  number('lr', (run) => run.config.optimizer.learningRate),
  text('schedule', (run) => run.config.optimizer.schedule, schedules),
  text('sampling', (run) => run.config.training.sampling, samplingSchemes),
  number('batch', (run) => run.config.training.batchSize),
  number('epochs', (run) => run.config.training.epochs),
  number('epoch', (run) => run.progress?.epoch ?? run.last?.epoch ?? null),
  number('seed', (run) => run.config.seed),
  text('backend', (run) => run.backend),
  boolean('compiled', (run) => run.compiled),
  boolean('pinned', (run) => run.pinned),
  boolean('baseline', (run) => run.baseline),
  text('id', (run) => run.id),
  text('reason', (run) => run.reason),
  { name: 'created', type: 'time', read: (run) => [run.createdAt] },
  { name: 'finished', type: 'time', read: (run) => [run.finishedAt] },
]

/** Other names by which people know a field. */
const otherNames: Readonly<Record<string, string>> = {
  tags: 'tag',
  dataset: 'data',
  learningrate: 'lr',
  batchsize: 'batch',
  rho: 'imbalance',
  γ: 'gamma',
  α: 'alpha',
  β: 'beta',
  τ: 'tau',
  ρ: 'imbalance',
  'loss.kind': 'loss',
  'loss.gamma': 'gamma',
  'loss.alpha': 'alpha',
  'model.kind': 'model',
  'optimizer.kind': 'optimizer',
}

const byName = new Map(filterFields.map((field) => [field.name.toLowerCase(), field]))

/** The field of a name, in whatever case; null where there is none. */
export function findFilterField(name: string): FilterField | null {
  const known = name.toLowerCase()
  return byName.get((otherNames[known] ?? known).toLowerCase()) ?? null
}

function text(
  name: string,
  read: (run: RunSummary) => string | null,
  choices?: readonly string[],
): FilterField {
  return { name, type: 'text', ...(choices ? { choices } : {}), read: (run) => [read(run)] }
}

function number(name: string, read: (run: RunSummary) => number | null): FilterField {
  return { name, type: 'number', read: (run) => [read(run)] }
}

function boolean(name: string, read: (run: RunSummary) => boolean | null): FilterField {
  return { name, type: 'boolean', read: (run) => [read(run)] }
}

function epochFigure(epoch: EpochSummary | null, name: keyof EpochSummary): number | null {
  return epoch === null ? null : epoch[name]
}
