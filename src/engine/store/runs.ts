import type { Database } from 'better-sqlite3'
import { monotonicFactory } from 'ulid'
import { endedStates, type LogLine, type RunState } from '@shared/domain/run'
import { badInput } from '@shared/errors'
import { conflict, notFound } from './errors'
import { toJson, toJsonOrNull } from './json'
import { createColourPicker } from './palette'
import {
  detailColumns,
  summaryColumns,
  toDetails,
  toSummary,
  type ConfigCache,
  type DetailRow,
  type SummaryRow,
} from './runRows'
import { allowedTransitions } from './transitions'
import type { Checkpoint, NewRun, RunChange, RunStore, TransitionNote } from './types'

/** Newest log lines that come with a run's details. */
export const logLinesInDetails = 1000

/** Sorts after every other, so that `prefix` to `prefix + lastCharacter` is what begins with the prefix. */
const lastCharacter = '\u{10ffff}'

const fromRuns = 'FROM runs r JOIN datasets d ON d.id = r.dataset_id'

export const runQueries = {
  summary: `SELECT ${summaryColumns} ${fromRuns} WHERE r.id = ?`,
  details: `SELECT ${detailColumns} ${fromRuns} WHERE r.id = ?`,
  live: `SELECT ${summaryColumns} ${fromRuns} WHERE r.removed_at IS NULL ORDER BY r.key DESC`,
  removed: `SELECT ${summaryColumns} ${fromRuns} WHERE r.removed_at IS NOT NULL ORDER BY r.key DESC`,
  names: 'SELECT name FROM runs WHERE removed_at IS NULL AND name >= ? AND name < ? ORDER BY name',
  running: `SELECT id FROM runs WHERE state = 'running' ORDER BY key`,
  log: `SELECT time, level, message FROM run_log WHERE run_key = ? ORDER BY line DESC LIMIT ${logLinesInDetails}`,
}

interface StateRow {
  key: number
  name: string
  state: RunState
  removed_at: number | null
}

export function createRunStore(database: Database): RunStore {
  const ulid = monotonicFactory()
  const configs: ConfigCache = new Map()
  const pickColour = createColourPicker(database)
  const selectSummary = database.prepare<[string], SummaryRow>(runQueries.summary)
  const selectDetails = database.prepare<[string], DetailRow>(runQueries.details)
  const selectLive = database.prepare<[], SummaryRow>(runQueries.live)
  const selectRemoved = database.prepare<[], SummaryRow>(runQueries.removed)
  const selectNames = database.prepare<[string, string], string>(runQueries.names).pluck()
  const selectRunning = database.prepare<[], string>(runQueries.running).pluck()
  const selectLog = database.prepare<[number], LogLine>(runQueries.log)
  const selectState = database.prepare<[string], StateRow>(
    'SELECT key, name, state, removed_at FROM runs WHERE id = ?',
  )
  const insertRun = database.prepare(
    `INSERT INTO runs (id, experiment_id, name, state, colour, queue_position, created_at, dataset_id, dataset_hash,
       config_hash, tags, config, labels, notes)
     VALUES (@id, @experimentId, @name, 'queued', @colour, ${afterLastInQueue}, @createdAt, @datasetId, @datasetHash,
       @configHash, @tags, @config, @labels, @notes)`,
  )
  const updateRun = database.prepare(
    `UPDATE runs SET name = ifnull(@name, name), notes = ifnull(@notes, notes), tags = ifnull(@tags, tags),
       colour = ifnull(@colour, colour), pinned = ifnull(@pinned, pinned), baseline = ifnull(@baseline, baseline)
     WHERE key = @key`,
  )
  const clearBaseline = database.prepare('UPDATE runs SET baseline = 0 WHERE baseline = 1')
  const updateState = database.prepare(
    `UPDATE runs SET state = @to, reason = @reason, error = @error,
       queue_position = iif(@to = 'queued', ${afterLastInQueue}, NULL),
       started_at = iif(@to = 'running', ifnull(started_at, @now), started_at),
       finished_at = iif(@ended, @now, NULL)
     WHERE key = @key`,
  )
  const updateFacts = database.prepare(
    `UPDATE runs SET environment = @environment, parameters = @parameters, labels = @labels,
       train_counts = @trainCounts, validation_counts = @validationCounts, majority_baseline = @majorityBaseline
     WHERE key = @key`,
  )
  const updateProgress = database.prepare('UPDATE runs SET progress = ? WHERE key = ?')
  const updateRemoved = database.prepare('UPDATE runs SET removed_at = ? WHERE key = ?')
  const deleteRun = database.prepare('DELETE FROM runs WHERE key = ?')
  const insertLog = database.prepare(
    `INSERT INTO run_log (run_key, line, time, level, message)
     VALUES (@key, (SELECT ifnull(max(line), 0) + 1 FROM run_log WHERE run_key = @key), @time, @level, @message)`,
  )
  const upsertCheckpoint = database.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)')
  const selectCheckpoint = database.prepare<[number, string], Checkpoint>(
    'SELECT epoch, file_name AS fileName FROM checkpoints WHERE run_key = ? AND which = ?',
  )

  function stateOf(id: string): StateRow {
    const row = selectState.get(id)
    if (!row) throw notFound('run', id)
    return row
  }

  function summary(id: string) {
    const row = selectSummary.get(id)
    if (!row) throw notFound('run', id)
    return toSummary(row, configs)
  }

  function refuseRunning(row: StateRow, id: string, what: string): void {
    if (row.state !== 'running') return
    throw conflict(`The run ${row.name} is running. Stop it before you ${what} it.`, { id, state: row.state })
  }

  const insert = database.transaction((run: NewRun) => {
    const id = ulid()
    insertRun.run({
      id,
      experimentId: run.experimentId ?? 'default',
      name: run.name,
      colour: pickColour(),
      createdAt: Date.now(),
      datasetId: run.datasetId,
      datasetHash: run.datasetHash,
      configHash: run.configHash,
      tags: toJson(run.tags ?? []),
      config: toJson(run.config),
      labels: toJson(run.labels),
      notes: run.notes ?? '',
    })
    return summary(id)
  })

  const update = database.transaction((ids: readonly string[], change: RunChange) => {
    if (change.baseline && new Set(ids).size > 1) {
      throw badInput('Only one run can be the baseline. Choose one.', { field: 'baseline' })
    }
    if (change.baseline) clearBaseline.run()
    for (const id of ids) {
      updateRun.run({
        key: stateOf(id).key,
        name: change.name ?? null,
        notes: change.notes ?? null,
        tags: toJsonOrNull(change.tags),
        colour: change.colour ?? null,
        pinned: toBitOrNull(change.pinned),
        baseline: toBitOrNull(change.baseline),
      })
    }
    return ids.map(summary)
  })

  const transition = database.transaction((id: string, to: RunState, note: TransitionNote = {}) => {
    const { key, name, state, removed_at: removedAt } = stateOf(id)
    if (!allowedTransitions[state].includes(to)) {
      throw conflict(`The run ${name} is ${state} and cannot become ${to}. Look at its state again.`, {
        id,
        state,
        to,
      })
    }
    if (removedAt !== null && (to === 'queued' || to === 'running')) {
      throw conflict(`The run ${name} is removed. Restore it first.`, { id, state, to })
    }
    const { reason = null, error = null } = note
    const ended = endedStates.includes(to) ? 1 : 0
    updateState.run({ key, to, reason, error: toJsonOrNull(error), ended, now: Date.now() })
    return summary(id)
  })

  const remove = database.transaction((ids: readonly string[]) => {
    const now = Date.now()
    return ids.filter((id) => {
      const row = stateOf(id)
      refuseRunning(row, id, 'remove')
      if (row.removed_at !== null) return false
      updateRemoved.run(now, row.key)
      return true
    })
  })

  const restore = database.transaction((ids: readonly string[]) =>
    ids.filter((id) => {
      const row = stateOf(id)
      if (row.removed_at === null) return false
      updateRemoved.run(null, row.key)
      return true
    }),
  )

  const purge = database.transaction((ids: readonly string[]) => {
    for (const id of new Set(ids)) {
      const row = stateOf(id)
      refuseRunning(row, id, 'delete')
      deleteRun.run(row.key)
      configs.delete(id)
    }
  })

  const saveCheckpoint = database.transaction((id: string, checkpoint: Checkpoint, best: boolean) => {
    const { key } = stateOf(id)
    upsertCheckpoint.run(key, 'last', checkpoint.epoch, checkpoint.fileName)
    if (best) upsertCheckpoint.run(key, 'best', checkpoint.epoch, checkpoint.fileName)
  })

  const markInterrupted = database.transaction((reason: string) => {
    const ids = selectRunning.all()
    for (const id of ids) transition(id, 'interrupted', { reason })
    return ids
  })

  return {
    insert: (run) => insert.immediate(run),
    summary,
    get(id) {
      const row = selectDetails.get(id)
      if (!row) throw notFound('run', id)
      return toDetails(row, configs, selectLog.all(row.key).reverse())
    },
    list: ({ removed = false } = {}) =>
      (removed ? selectRemoved : selectLive).all().map((row) => toSummary(row, configs)),
    names: (prefix) => selectNames.all(prefix, prefix + lastCharacter),
    update: (ids, change) => update.immediate(ids, change),
    transition: (id, to, note) => transition.immediate(id, to, note),
    recordFacts(id, { environment, parameters, labels, trainCounts, validationCounts }) {
      updateFacts.run({
        key: stateOf(id).key,
        environment: toJson(environment),
        parameters,
        labels: toJson(labels),
        trainCounts: toJson(trainCounts),
        validationCounts: toJson(validationCounts),
        majorityBaseline: majorityShare(validationCounts),
      })
    },
    saveProgress: (id, progress) => void updateProgress.run(toJsonOrNull(progress), stateOf(id).key),
    appendLog: (id, { time, level, message }) =>
      void insertLog.run({ key: stateOf(id).key, time, level, message }),
    saveCheckpoint: (id, checkpoint, { best }) => saveCheckpoint.immediate(id, checkpoint, best),
    checkpoint: (id, which) => selectCheckpoint.get(stateOf(id).key, which) ?? null,
    remove: (ids) => remove.immediate(ids),
    restore: (ids) => restore.immediate(ids),
    purge: (ids) => purge.immediate(ids),
    markInterrupted: (reason) => markInterrupted.immediate(reason),
  }
}

const afterLastInQueue = `(SELECT ifnull(max(queue_position), 0) + 1 FROM runs WHERE state = 'queued')`

function toBitOrNull(value: boolean | undefined): 0 | 1 | null {
  if (value === undefined) return null
  return value ? 1 : 0
}

function majorityShare(counts: number[]): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return total > 0 ? Math.max(...counts) / total : null
}
