import { computed } from 'vue'
import { useDatasets } from '../../stores/datasets'
import { useRunForm } from './form'

/** The data set that the form names, and whether a sample of it may have several labels. */
export function useChosenDataset() {
  const { draft } = useRunForm()
  const datasets = useDatasets()
  const dataset = computed(() => datasets.find(draft.config.data.dataset))
  const multiLabel = computed(() => dataset.value?.multiLabel ?? false)
  return { dataset, multiLabel }
}
