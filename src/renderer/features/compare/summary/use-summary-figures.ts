import { computed } from 'vue'
import { isWithinNoise, type Estimate } from '@core/metrics/noise'
import { isPairWithinNoise } from '@core/metrics/paired'
import type { EpochRecord } from '@shared/domain/metrics'
import type { PairedScores } from '@shared/domain/paired'
import type { RunSummary } from '@shared/domain/run'
import { sameLoss } from '../../../parts/config-fields'
import type { EpochChoice } from '../../../parts/epoch-records'
import {
  estimateOf,
  figureDifference,
  isPairedMetric,
  isShare,
  marksOf,
  type Candidate,
  type FigureDifference,
  type Mark,
  type SummaryMetric,
} from './summary-figures'

/** One figure of the table, at one epoch of each run. */
export interface FigureColumn {
  id: string
  metric: SummaryMetric
  which: EpochChoice
}

interface SummarySources {
  runs: () => readonly RunSummary[]
  reference: () => RunSummary | null
  columns: () => readonly FigureColumn[]
  record: (run: RunSummary, which: EpochChoice) => EpochRecord | undefined
  /** The run against the reference on the same rows, where they have such. */
  paired: (id: string, which: EpochChoice) => PairedScores | null
}

/** Intervals, differences to the reference and marks of what the summary shows. */
export function useSummaryFigures({ runs, reference, columns, record, paired }: SummarySources) {
  const severalDatasets = computed(() => new Set(runs().map((run) => run.datasetId)).size > 1)
  const lossesDiffer = computed(() => {
    const [first] = runs()
    return first !== undefined && runs().some((run) => !sameLoss(run.config.loss, first.config.loss))
  })

  /** By column, then by run. */
  const estimates = computed(() => {
    const first = reference()
    const read = first === null ? runs() : [...runs(), first]
    return new Map(
      columns().map(({ id, metric, which }) => [
        id,
        new Map(
          read.map((run) => {
            const measured = record(run, which)
            return [run.id, measured ? estimateOf(measured, metric, run.multiLabel) : null]
          }),
        ),
      ]),
    )
  })

  function estimate(run: RunSummary, { id }: FigureColumn): Estimate | null {
    return estimates.value.get(id)?.get(run.id) ?? null
  }

  /** Own losses of different kinds have no best, and neither have figures on different data. */
  const marks = computed(
    () =>
      new Map(
        columns().map((column): [string, Map<string, Mark>] => {
          const isComparable = !severalDatasets.value && (column.metric !== 'valLoss' || !lossesDiffer.value)
          return [column.id, isComparable ? marksOfColumn(column) : new Map<string, Mark>()]
        }),
      ),
  )

  function marksOfColumn(column: FigureColumn): Map<string, Mark> {
    const { metric, which } = column
    const candidates = runs().flatMap((run) => {
      const value = run[which]?.[metric]
      // A share whose interval is not read yet takes no part.
      if (value === undefined || (isShare(metric) && estimate(run, column) === null)) return []
      return [{ id: run.id, value, estimate: estimate(run, column) }]
    })
    return marksOf(candidates, metric, (one, other) => isNear(one, other, column))
  }

  /** On the same rows where one of the two is the reference, as the difference beside it says. */
  function isNear(one: Candidate, other: Candidate, { metric, which }: FigureColumn): boolean {
    const id = reference()?.id
    const pair = other.id === id ? paired(one.id, which) : one.id === id ? paired(other.id, which) : null
    if (pair !== null && isPairedMetric(metric)) return isPairWithinNoise(metric, pair)
    return one.estimate !== null && other.estimate !== null && isWithinNoise(one.estimate, other.estimate)
  }

  /** Null for the reference itself, and where the two figures do not compare. */
  function difference(run: RunSummary, column: FigureColumn): FigureDifference | null {
    const first = reference()
    const { metric, which } = column
    const [own, other] = [run[which]?.[metric], first?.[which]?.[metric]]
    if (first === null || run.id === first.id || own === undefined || other === undefined) return null
    // Figures on other data are not more or less of the same thing.
    if (run.datasetId !== first.datasetId) return null
    if (metric === 'valLoss' && !sameLoss(run.config.loss, first.config.loss)) return null
    return figureDifference(
      metric,
      { value: own, estimate: estimate(run, column) },
      { value: other, estimate: estimate(first, column) },
      paired(run.id, which),
    )
  }

  return {
    severalDatasets,
    lossesDiffer,
    estimate,
    difference,
    mark: (run: RunSummary, { id }: FigureColumn): Mark | undefined => marks.value.get(id)?.get(run.id),
  }
}
