import { lossCompanions } from '@shared/config/companions'
import { defaultModels, defaultRunConfig } from '@shared/config/defaults'
import type { RunConfig } from '@shared/config/run-config'
import { configFields } from '../../parts/config-fields'

/** Settings that a section shows in its fold. */
const foldedFields = {
  data: ['data.validationFraction', 'data.fold', 'data.splitSeed', 'data.givenSplit', 'data.standardize'],
  model: ['model.kernelSize', 'model.dropout', 'model.batchNorm', 'model.l2'],
  loss: [
    'loss.activation',
    'loss.reduction',
    'loss.alphaMode',
    'loss.priorProbability',
    'loss.labelSmoothing',
    'loss.reweightFrom',
    'loss.gammaSchedule',
    'loss.gammaEnd',
    'loss.gammaFrom',
  ],
  training: [
    'optimizer.kind',
    'optimizer.schedule',
    'optimizer.momentum',
    'optimizer.beta1',
    'optimizer.beta2',
    'optimizer.decay',
    'optimizer.epsilon',
    'optimizer.clipNorm',
    'training.sampling',
    'training.bestBy',
    'training.patience',
    'training.compile',
  ],
} as const satisfies Record<string, readonly string[]>

export type FoldName = keyof typeof foldedFields

/** Whether a field (or what lies within it: `data.fold.index`) stands in the fold of a section. */
export function isFolded(fold: FoldName, { model }: RunConfig, path: string): boolean {
  // A CNN has its dense units beside the sizes, where other models have their activation.
  const fields = [
    ...foldedFields[fold],
    ...(fold === 'model' && model.kind === 'cnn' ? ['model.activation'] : []),
  ]
  return fields.some((field) => path === field || path.startsWith(`${field}.`))
}

/**
 * What a field has before anybody changes it: as its model, its loss and its data come. Undefined where there is no such
 * field.
 * @param multiLabel whether a sample of the data may have several labels, which demands a sigmoid
 */
export function defaultOf(config: RunConfig, path: string, multiLabel = false): unknown {
  const { model, loss } = config
  const defaults = {
    ...defaultRunConfig,
    model: model.kind === 'custom' ? model : defaultModels[model.kind],
    loss: {
      ...defaultRunConfig.loss,
      ...(multiLabel ? { activation: 'sigmoid' } : {}),
      ...lossCompanions(loss, multiLabel),
    },
  }
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null)?.[name], defaults)
}

/** Settings in the fold of a section that decide something and are not as they came, by their paths. */
export function changedInFold(fold: FoldName, config: RunConfig, multiLabel = false): string[] {
  return configFields(config, '')
    .filter(
      ({ path, value }) => isFolded(fold, config, path) && value !== defaultOf(config, path, multiLabel),
    )
    .map(({ path }) => path)
}
