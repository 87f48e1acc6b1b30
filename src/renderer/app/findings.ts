import { Database, LineChart } from '@lucide/vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useDatasets } from '../stores/datasets'
import { useRuns } from '../stores/runs'
import type { Command } from '../commands/commands'
import { matchScore } from '../commands/fuzzy'

const most = 20

/** Runs and data sets whose name has what was typed, as commands that open them. */
export function useFindings(): (query: string) => Command[] {
  const { t } = useI18n()
  const router = useRouter()
  const runs = useRuns()
  const datasets = useDatasets()

  return (query) => {
    const found: Command[] = []
    for (const run of runs.list) {
      if (found.length === most) break
      const keywords = [run.datasetName, ...run.tags].join(' ')
      if (matchScore(query, `${run.name} ${keywords}`) < 50) continue
      found.push({
        id: `run:${run.id}`,
        title: run.name,
        keywords,
        section: t('app.regions.runs'),
        icon: LineChart,
        run: () => router.push({ name: 'details', params: { id: run.id } }),
      })
    }
    for (const dataset of datasets.list) {
      if (matchScore(query, dataset.name) < 50) continue
      found.push({
        id: `dataset:${dataset.id}`,
        title: dataset.name,
        section: t('app.topBar.data'),
        icon: Database,
        run: () => router.push({ name: 'data', query: { id: dataset.id } }),
      })
    }
    return found
  }
}
