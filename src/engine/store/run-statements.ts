import type { Database } from 'better-sqlite3'
import type { LogLine, RunState } from '@shared/domain/run'
import { detailColumns, summaryColumns, type DetailRow, type SummaryRow } from './run-rows'
import type { Checkpoint } from './types'

/** Newest log lines that come with a run's details. */
export const logLinesInDetails = 1000

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

export interface StateRow {
  key: number
  name: string
  state: RunState
  removedAt: number | null
}

export type RunStatements = ReturnType<typeof prepareReads> & ReturnType<typeof prepareWrites>

export function prepareRunStatements(database: Database): RunStatements {
  return { ...prepareReads(database), ...prepareWrites(database) }
}

function prepareReads(database: Database) {
  return {
    summary: database.prepare<[string], SummaryRow>(runQueries.summary),
    details: database.prepare<[string], DetailRow>(runQueries.details),
    live: database.prepare<[], SummaryRow>(runQueries.live),
    removed: database.prepare<[], SummaryRow>(runQueries.removed),
    names: database.prepare<[string, string], string>(runQueries.names).pluck(),
    running: database.prepare<[], string>(runQueries.running).pluck(),
    log: database.prepare<[number], LogLine>(runQueries.log),
    state: database.prepare<[string], StateRow>(
      'SELECT key, name, state, removed_at AS removedAt FROM runs WHERE id = ?',
    ),
    checkpoint: database.prepare<[number, string], Checkpoint>(
      'SELECT epoch, file_name AS fileName FROM checkpoints WHERE run_key = ? AND which = ?',
    ),
  }
}

const afterLastInQueue = `(SELECT ifnull(max(queue_position), 0) + 1 FROM runs WHERE state = 'queued')`

function prepareWrites(database: Database) {
  return {
    insert: database.prepare(
      `INSERT INTO runs (id, experiment_id, name, state, colour, queue_position, created_at, dataset_id, dataset_hash,
         config_hash, tags, config, labels, notes)
       VALUES (@id, @experimentId, @name, 'queued', @colour, ${afterLastInQueue}, @createdAt, @datasetId, @datasetHash,
         @configHash, @tags, @config, @labels, @notes)`,
    ),
    update: database.prepare(
      `UPDATE runs SET name = ifnull(@name, name), notes = ifnull(@notes, notes), tags = ifnull(@tags, tags),
         colour = ifnull(@colour, colour), pinned = ifnull(@pinned, pinned), baseline = ifnull(@baseline, baseline)
       WHERE key = @key`,
    ),
    clearBaseline: database.prepare('UPDATE runs SET baseline = 0 WHERE baseline = 1'),
    setState: database.prepare(
      `UPDATE runs SET state = @to, reason = @reason, error = @error,
         queue_position = iif(@to = 'queued', ${afterLastInQueue}, NULL),
         started_at = iif(@to = 'running', ifnull(started_at, @now), started_at),
         finished_at = iif(@ended, @now, NULL)
       WHERE key = @key`,
    ),
    setFacts: database.prepare(
      `UPDATE runs SET environment = @environment, parameters = @parameters, labels = @labels,
         train_counts = @trainCounts, validation_counts = @validationCounts,
         majority_baseline = iif((SELECT multi_label FROM datasets WHERE id = dataset_id), NULL, @majorityBaseline)
       WHERE key = @key`,
    ),
    setProgress: database.prepare('UPDATE runs SET progress = ? WHERE key = ?'),
    setRemoved: database.prepare('UPDATE runs SET removed_at = ? WHERE key = ?'),
    delete: database.prepare('DELETE FROM runs WHERE key = ?'),
    appendLog: database.prepare(
      `INSERT INTO run_log (run_key, line, time, level, message)
       VALUES (@key, (SELECT ifnull(max(line), 0) + 1 FROM run_log WHERE run_key = @key), @time, @level, @message)`,
    ),
    saveCheckpoint: database.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)'),
  }
}
