import { useI18n } from 'vue-i18n'
import { useConfigWords } from '../../parts/config-words'
import { defaultOf } from './field-defaults'
import { useRunForm } from './form'
import { useChosenDataset } from './use-dataset'

/** "Default 0.001": what a field has before anybody changes it, by its path. */
export function useDefaultWords(): (path: string) => string {
  const { t } = useI18n()
  const { draft } = useRunForm()
  const words = useConfigWords()
  const { multiLabel } = useChosenDataset()
  return (path) => {
    const value = defaultOf(draft.config, path, multiLabel.value)
    if (value === null && path !== 'data.splitSeed') return t('new-run.defaultOff')
    if (typeof value === 'boolean') return t(value ? 'new-run.defaultOn' : 'new-run.defaultOff')
    const text = Array.isArray(value) ? value.join(', ') : words.value.value(path, value)
    return t('common.default', { value: text })
  }
}
