import { completeConfig } from '@shared/config/defaults'
import type { RunConfig } from '@shared/config/run-config'
import type { EpochSummary } from '@shared/domain/metrics'
import type {
  BackendName,
  LogLine,
  RunDetails,
  RunEnvironment,
  RunProgress,
  RunState,
  RunSummary,
} from '@shared/domain/run'
import type { ErrorShape } from '@shared/errors'
import { fromJson, fromJsonOrNull } from './json'

/** Columns of a run list's row; runs as r, datasets as d. */
export const summaryColumns = `
  r.id, r.name, r.state, r.reason, r.config, r.dataset_id, d.name AS dataset_name, d.multi_label, r.colour, r.tags, r.pinned,
  r.baseline, r.backend, r.compiled, r.created_at, r.started_at, r.finished_at, r.removed_at, r.progress,
  r.best_summary, r.last_summary, r.majority_baseline`

export const detailColumns = `${summaryColumns},
  r.key, r.notes, r.config_hash, r.dataset_hash, r.environment, r.error, r.labels, r.train_counts,
  r.validation_counts, r.parameters`

export interface SummaryRow {
  id: string
  name: string
  state: RunState
  reason: string | null
  config: string
  dataset_id: string
  dataset_name: string
  multi_label: 0 | 1
  colour: string
  tags: string
  pinned: 0 | 1
  baseline: 0 | 1
  backend: BackendName | null
  compiled: 0 | 1 | null
  created_at: number
  started_at: number | null
  finished_at: number | null
  removed_at: number | null
  progress: string | null
  best_summary: string | null
  last_summary: string | null
  majority_baseline: number | null
}

export interface DetailRow extends SummaryRow {
  key: number
  notes: string
  config_hash: string
  dataset_hash: string
  environment: string | null
  error: string | null
  labels: string
  train_counts: string | null
  validation_counts: string | null
  parameters: number | null
}

/**
 * Configurations by run id. A run's configuration never changes, and reading it anew is most of the work of
 * listing 10,000 runs; so the same frozen object is given out each time.
 */
export type ConfigCache = Map<string, RunConfig>

export function toSummary(row: SummaryRow, configs: ConfigCache): RunSummary {
  return {
    id: row.id,
    name: row.name,
    state: row.state,
    reason: row.reason,
    config: configOf(row, configs),
    datasetId: row.dataset_id,
    datasetName: row.dataset_name,
    multiLabel: row.multi_label === 1,
    colour: row.colour,
    tags: fromJson<string[]>(row.tags),
    pinned: row.pinned === 1,
    baseline: row.baseline === 1,
    backend: row.backend,
    compiled: row.compiled === null ? null : row.compiled === 1,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    removedAt: row.removed_at,
    progress: fromJsonOrNull<RunProgress>(row.progress),
    best: summaryFromJson(row.best_summary),
    last: summaryFromJson(row.last_summary),
    majorityBaseline: row.majority_baseline,
  }
}

export function toDetails(row: DetailRow, configs: ConfigCache, log: LogLine[]): RunDetails {
  return {
    ...toSummary(row, configs),
    notes: row.notes,
    configHash: row.config_hash,
    datasetHash: row.dataset_hash,
    environment: fromJsonOrNull<RunEnvironment>(row.environment),
    error: fromJsonOrNull<ErrorShape>(row.error),
    labels: fromJson<string[]>(row.labels),
    trainCounts: fromJsonOrNull<number[]>(row.train_counts),
    validationCounts: fromJsonOrNull<number[]>(row.validation_counts),
    parameters: row.parameters,
    log,
  }
}

/** JSON has no NaN or Infinity, and a diverged run's loss is one of them: those are written as strings. */
export function summaryToJson(summary: EpochSummary | null): string | null {
  if (summary === null) return null
  return JSON.stringify(summary, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  )
}

const notFinite = /"-?(?:NaN|Infinity)"/

function summaryFromJson(text: string | null): EpochSummary | null {
  if (text === null) return null
  if (!notFinite.test(text)) return fromJson<EpochSummary>(text)
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' ? Number(value) : value,
  ) as EpochSummary
}

function configOf({ id, config }: SummaryRow, configs: ConfigCache): RunConfig {
  let parsed = configs.get(id)
  if (!parsed) {
    parsed = deepFreeze(completeConfig(fromJson<RunConfig>(config)))
    configs.set(id, parsed)
  }
  return parsed
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
