import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Alpha, LossConfig } from '@shared/config/run-config'
import { useFormat } from '../i18n/format'
import { alphaScheme, gammaCourse } from './config-fields'

/** Where the label of a setting is in the messages; the form, the comparison and the details use the same words. */
export const fieldLabels: Readonly<Record<string, string>> = {
  'data.dataset': 'new-run.dataset',
  'data.imbalance': 'new-run.fields.imbalance.label',
  'data.imbalanceShape': 'new-run.imbalanceShape',
  'data.validationFraction': 'new-run.fields.validationFraction.label',
  'data.splitSeed': 'parts.splitSeed',
  'data.fold': 'parts.fold',
  'data.givenSplit': 'new-run.fields.givenSplit.label',
  'data.standardize': 'new-run.fields.standardize.label',
  'model.kind': 'new-run.model',
  'model.name': 'new-run.name',
  'model.layers': 'new-run.fields.layers.label',
  'model.filters': 'new-run.fields.filters.label',
  'model.kernelSize': 'new-run.fields.kernelSize.label',
  'model.dense': 'new-run.fields.units.label',
  'model.activation': 'new-run.fields.activation.label',
  'model.dropout': 'new-run.fields.dropout.label',
  'model.batchNorm': 'new-run.fields.batchNorm.label',
  'model.l2': 'new-run.fields.l2.label',
  'loss.kind': 'new-run.lossKind',
  'loss.activation': 'new-run.lossActivation',
  'loss.gamma': 'new-run.fields.gamma.label',
  'loss.gammaSchedule': 'new-run.gammaSchedule',
  'loss.gammaEnd': 'new-run.fields.gammaEnd.label',
  'loss.gammaFrom': 'new-run.fields.gammaFrom.label',
  'loss.alpha': 'new-run.alpha',
  'loss.alphaMode': 'new-run.alphaMode',
  'loss.reweightFrom': 'new-run.fields.reweightFrom.label',
  'loss.priorProbability': 'new-run.fields.priorProbability.label',
  'loss.beta': 'new-run.fields.beta.label',
  'loss.tau': 'new-run.fields.tau.label',
  'loss.labelSmoothing': 'new-run.fields.labelSmoothing.label',
  'loss.reduction': 'new-run.reduction',
  'optimizer.kind': 'new-run.optimizer',
  'optimizer.learningRate': 'new-run.fields.learningRate.label',
  'optimizer.momentum': 'new-run.fields.momentum.label',
  'optimizer.beta1': 'new-run.fields.beta1.label',
  'optimizer.beta2': 'new-run.fields.beta2.label',
  'optimizer.decay': 'new-run.fields.decay.label',
  'optimizer.epsilon': 'new-run.fields.epsilon.label',
  'optimizer.schedule': 'new-run.schedule',
  'optimizer.clipNorm': 'new-run.fields.clipNorm.label',
  'training.batchSize': 'new-run.fields.batchSize.label',
  'training.epochs': 'new-run.fields.epochs.label',
  'training.sampling': 'new-run.sampling',
  'training.bestBy': 'new-run.fields.bestBy.label',
  'training.patience': 'new-run.fields.patience.label',
  'training.compile': 'new-run.fields.compile.label',
  seed: 'new-run.fields.seed.label',
}

/** Where the words for a setting's choices are. */
const choiceWords: Readonly<Record<string, string>> = {
  'data.imbalanceShape': 'new-run.shapes',
  'model.kind': 'common.model',
  'model.activation': 'new-run.activations',
  'loss.kind': 'common.lossKind',
  'loss.activation': 'new-run.lossActivations',
  'loss.reduction': 'new-run.reductions',
  'loss.gammaSchedule': 'new-run.gammaSchedules',
  'loss.alphaMode': 'new-run.alphaModes',
  'optimizer.kind': 'new-run.optimizers',
  'optimizer.schedule': 'new-run.schedules',
  'training.sampling': 'new-run.samplings',
  'training.bestBy': 'common.metric',
}

/** Most weights of a "one number a class" that are written out. */
const mostWeights = 12

/** Settings in words, in the language in use. */
export interface ConfigWords {
  label(path: string): string
  value(path: string, value: unknown): string
  alpha(alpha: Alpha): string
  /** "Focal loss, γ 2 → 0, α balanced"; sigmoid outputs are named, softmax is the usual. */
  loss(loss: LossConfig): string
}

export function useConfigWords(): ComputedRef<ConfigWords> {
  const { t } = useI18n()
  const format = useFormat()

  function alphaText(alpha: Alpha): string {
    if (typeof alpha === 'number') return format.value.number(alpha)
    const scheme = alphaScheme(alpha)
    if (scheme !== null) return t(`common.alphaScheme.${scheme}`)
    const weights = alpha as number[]
    const written = weights.slice(0, mostWeights).map((weight) => format.value.number(weight))
    return written.join(', ') + (weights.length > mostWeights ? ', …' : '')
  }

  function valueText(path: string, value: unknown): string {
    if (value === undefined) return ''
    if (value === null) return t(path === 'data.splitSeed' ? 'parts.sameAsSeed' : 'new-run.off')
    if (path === 'loss.alpha') return alphaText(value as Alpha)
    if (typeof value === 'boolean') return t(value ? 'parts.yes' : 'parts.no')
    if (typeof value === 'number') {
      const isSeed = path === 'seed' || path === 'data.splitSeed'
      return isSeed ? String(value) : format.value.number(value, 8)
    }
    if (Array.isArray(value)) return value.map((item) => valueText(path, item)).join(' → ')
    if (typeof value !== 'string') return JSON.stringify(value)
    const words = choiceWords[path]
    return words === undefined ? value : t(`${words}.${value}`)
  }

  function lossText(loss: LossConfig): string {
    const gamma = gammaCourse(loss)
    return [
      t(`common.lossKind.${loss.kind}`),
      ...(loss.activation === 'sigmoid' ? [t('new-run.lossActivations.sigmoid')] : []),
      ...(gamma === null ? [] : [`γ ${gamma.map((value) => format.value.number(value)).join(' → ')}`]),
      ...(loss.alpha === 'none' ? [] : [`α ${alphaText(loss.alpha)}`]),
    ].join(', ')
  }

  return computed(() => ({
    label: (path) => t(fieldLabels[path] ?? path),
    value: valueText,
    alpha: alphaText,
    loss: lossText,
  }))
}
