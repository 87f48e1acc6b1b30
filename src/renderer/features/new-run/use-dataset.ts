import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useDatasets } from '../../stores/datasets'
import { useRunForm } from './form'

/** The data set that the form names, and whether a sample of it may have several labels. */
export function useChosenDataset() {
  const { draft } = useRunForm()
  const datasets = useDatasets()
  const { t, te } = useI18n()
  const dataset = computed(() => datasets.find(draft.config.data.dataset))
  const multiLabel = computed(() => dataset.value?.multiLabel ?? false)

  /** The form's words, with labels for classes where a sample may have several. */
  function words(key: string, values: Record<string, unknown> = {}): string {
    const ofLabels = `new-run.ofLabels.${key}`
    return t(multiLabel.value && te(ofLabels) ? ofLabels : `new-run.${key}`, values)
  }

  return { dataset, multiLabel, words }
}
