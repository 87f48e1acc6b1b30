/** A run as `train`, `resume` and `show` print it with --json: a fixed contract. */
import { measuredSamples } from '@core/metrics/score-estimates'
import type { EpochRecord, EpochSummary, ClassScores } from '@shared/domain/metrics'
import { summarizeEpoch } from '@shared/domain/metrics'
import type { RunDetails } from '@shared/domain/run'

export interface EpochResult extends EpochSummary {
  /** Of the validation split. */
  perClass: ClassScores[]
}

export interface RunResult {
  id: string
  name: string
  state: RunDetails['state']
  /** Why it failed or stopped; null otherwise. */
  reason: string | null
  tags: string[]
  config: RunDetails['config']
  dataset: { id: string; name: string }
  /** Whether a sample may have several labels: accuracy is then the share of samples with every label right. */
  multiLabel: boolean
  backend: RunDetails['backend']
  compiled: boolean | null
  epochs: EpochResult[]
  /**
   * The epoch that `training.bestBy` chose, with its confusion matrix [truth][predicted], or with several labels a sample
   * true negatives, false positives, false negatives and true positives of each; null before the first.
   */
  best: (EpochResult & { confusion: number[][] }) | null
  /** Seconds of training. */
  seconds: number | null
  examplesPerSecond: number | null
}

export function runResult(run: RunDetails, records: readonly EpochRecord[]): RunResult {
  const best = records.find((record) => record.epoch === run.best?.epoch)
  const seconds = run.progress?.secondsElapsed ?? records.at(-1)?.seconds ?? null
  return {
    id: run.id,
    name: run.name,
    state: run.state,
    reason: run.reason,
    tags: run.tags,
    config: run.config,
    dataset: { id: run.datasetId, name: run.datasetName },
    multiLabel: run.multiLabel,
    backend: run.backend,
    compiled: run.compiled,
    epochs: records.map(epochResult),
    best: best === undefined ? null : { ...epochResult(best), confusion: best.validation.confusion },
    seconds,
    examplesPerSecond: run.progress?.examplesPerSecond ?? averageSpeed(run, records, seconds),
  }
}

function epochResult(record: EpochRecord): EpochResult {
  const perClass = record.validation.perClass.map(({ label, support, recall, precision, f1 }) => ({
    label,
    support,
    recall,
    precision,
    f1,
  }))
  return { ...summarizeEpoch(record), perClass }
}

function averageSpeed(
  { multiLabel, trainCounts }: RunDetails,
  records: readonly EpochRecord[],
  seconds: number | null,
): number | null {
  const [first] = records
  if (first === undefined || trainCounts === null || seconds === null || seconds === 0) return null
  const samples = multiLabel
    ? measuredSamples(first.train, multiLabel)
    : trainCounts.reduce((sum, count) => sum + count, 0)
  return (samples * records.length) / seconds
}
