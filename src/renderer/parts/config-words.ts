import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Alpha, LossConfig } from '@shared/config/run-config'
import { fieldLabels } from '../i18n/field-labels'
import { useFormat } from '../i18n/format'
import { alphaScheme, gammaCourse } from './config-fields'

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
    return [...written, ...(weights.length > mostWeights ? ['…'] : [])].join(t('common.listSeparator'))
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
    ].join(t('common.listSeparator'))
  }

  return computed(() => ({
    label: (path) => t(fieldLabels[path] ?? path),
    value: valueText,
    alpha: alphaText,
    loss: lossText,
  }))
}
