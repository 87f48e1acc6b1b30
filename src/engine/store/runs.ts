import type { Database } from 'better-sqlite3'
import { monotonicFactory } from 'ulid'
import {
  endedStates,
  type LogLine,
  type RunDetails,
  type RunProgress,
  type RunState,
  type RunSummary,
} from '@shared/domain/run'
import { badInput } from '@shared/errors'
import { conflict, notFound } from './errors'
import { toJson, toJsonOrNull } from './json'
import { createColourPicker } from './palette'
import { toDetails, toSummary, type ConfigCache } from './run-rows'
import { prepareRunStatements, type RunStatements, type StateRow } from './run-statements'
import { inTransaction } from './transaction'
import { allowedTransitions, transitionLine } from './transitions'
import type { Checkpoint, NewRun, RunChange, RunFacts, RunStore, TransitionNote } from './types'

/** Sorts after every other, so that `prefix` to `prefix + lastCharacter` is what begins with the prefix. */
const lastCharacter = '\u{10ffff}'

export class RunTable implements RunStore {
  private readonly statements: RunStatements
  private readonly configs: ConfigCache = new Map()
  private readonly nextId = monotonicFactory()
  private readonly pickColour

  constructor(private readonly database: Database) {
    this.statements = prepareRunStatements(database)
    this.pickColour = createColourPicker(database)
  }

  insert(run: NewRun): RunSummary {
    return inTransaction(this.database, () => {
      const id = this.nextId()
      this.statements.insert.run({
        id,
        experimentId: run.experimentId ?? 'default',
        name: run.name,
        colour: this.pickColour(),
        createdAt: Date.now(),
        datasetId: run.datasetId,
        datasetHash: run.datasetHash,
        configHash: run.configHash,
        tags: toJson(run.tags ?? []),
        config: toJson(run.config),
        labels: toJson(run.labels),
        notes: run.notes ?? '',
      })
      return this.summary(id)
    })
  }

  get(id: string): RunDetails {
    const row = this.statements.details.get(id)
    if (!row) throw notFound('run', id)
    return toDetails(row, this.configs, this.statements.log.all(row.key).reverse())
  }

  summary(id: string): RunSummary {
    const row = this.statements.summary.get(id)
    if (!row) throw notFound('run', id)
    return toSummary(row, this.configs)
  }

  list({ removed = false }: { removed?: boolean } = {}): RunSummary[] {
    const rows = removed ? this.statements.removed.all() : this.statements.live.all()
    return rows.map((row) => toSummary(row, this.configs))
  }

  names(prefix: string): string[] {
    return this.statements.names.all(prefix, prefix + lastCharacter)
  }

  update(ids: readonly string[], change: RunChange): RunSummary[] {
    if (change.baseline && new Set(ids).size > 1) {
      throw badInput('Only one run can be the baseline. Choose one.', { field: 'baseline' })
    }
    return inTransaction(this.database, () => {
      if (change.baseline) this.statements.clearBaseline.run()
      for (const id of ids) {
        this.statements.update.run({
          key: this.state(id).key,
          name: change.name ?? null,
          notes: change.notes ?? null,
          tags: toJsonOrNull(change.tags),
          colour: change.colour ?? null,
          pinned: toBitOrNull(change.pinned),
          baseline: toBitOrNull(change.baseline),
        })
      }
      return ids.map((id) => this.summary(id))
    })
  }

  transition(id: string, to: RunState, { reason = null, error = null }: TransitionNote = {}): RunSummary {
    return inTransaction(this.database, () => {
      const { key, name, state, removedAt } = this.state(id)
      if (!allowedTransitions[state].includes(to)) {
        const message = `The run ${name} is ${state} by now and cannot become ${to}. The list shows how it stands.`
        throw conflict(message, { id, state, to })
      }
      if (removedAt !== null && (to === 'queued' || to === 'running')) {
        throw conflict(`The run ${name} is removed. Restore it first.`, {
          id,
          name,
          state,
          to,
          problem: 'run-removed',
        })
      }
      const ended = endedStates.includes(to) ? 1 : 0
      const now = Date.now()
      this.statements.setState.run({ key, to, reason, error: toJsonOrNull(error), ended, now })
      const line = transitionLine(to, reason)
      if (line) this.statements.appendLog.run({ key, time: now, ...line })
      return this.summary(id)
    })
  }

  recordFacts(id: string, facts: RunFacts): void {
    this.statements.setFacts.run({
      key: this.state(id).key,
      environment: toJson(facts.environment),
      parameters: facts.parameters,
      labels: toJson(facts.labels),
      trainCounts: toJson(facts.trainCounts),
      validationCounts: toJson(facts.validationCounts),
      majorityBaseline: majorityShare(facts.validationCounts),
    })
  }

  saveProgress(id: string, progress: RunProgress | null): void {
    this.statements.setProgress.run(toJsonOrNull(progress), this.state(id).key)
  }

  appendLog(id: string, { time, level, message }: LogLine): void {
    this.statements.appendLog.run({ key: this.state(id).key, time, level, message })
  }

  saveCheckpoint(id: string, { epoch, fileName }: Checkpoint, { best }: { best: boolean }): void {
    inTransaction(this.database, () => {
      const { key } = this.state(id)
      this.statements.saveCheckpoint.run(key, 'last', epoch, fileName)
      if (best) this.statements.saveCheckpoint.run(key, 'best', epoch, fileName)
    })
  }

  checkpoint(id: string, which: 'best' | 'last'): Checkpoint | null {
    return this.statements.checkpoint.get(this.state(id).key, which) ?? null
  }

  remove(ids: readonly string[]): string[] {
    const now = Date.now()
    return inTransaction(this.database, () =>
      ids.filter((id) => {
        const row = this.state(id)
        refuseRunning(row, id, 'remove')
        if (row.removedAt !== null) return false
        this.statements.setRemoved.run(now, row.key)
        return true
      }),
    )
  }

  restore(ids: readonly string[]): string[] {
    return inTransaction(this.database, () =>
      ids.filter((id) => {
        const row = this.state(id)
        if (row.removedAt === null) return false
        this.statements.setRemoved.run(null, row.key)
        return true
      }),
    )
  }

  purge(ids: readonly string[]): void {
    inTransaction(this.database, () => {
      for (const id of new Set(ids)) {
        const row = this.state(id)
        refuseRunning(row, id, 'delete')
        this.statements.delete.run(row.key)
      }
    })
    for (const id of ids) this.configs.delete(id)
  }

  markInterrupted(reason: string): string[] {
    return inTransaction(this.database, () => {
      const ids = this.statements.running.all()
      for (const id of ids) this.transition(id, 'interrupted', { reason })
      return ids
    })
  }

  private state(id: string): StateRow {
    const row = this.statements.state.get(id)
    if (!row) throw notFound('run', id)
    return row
  }
}

function refuseRunning({ name, state }: StateRow, id: string, what: string): void {
  if (state !== 'running') return
  throw conflict(`The run ${name} is running. Stop it before you ${what} it.`, { id, state })
}

function toBitOrNull(value: boolean | undefined): 0 | 1 | null {
  if (value === undefined) return null
  return value ? 1 : 0
}

function majorityShare(counts: number[]): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return total > 0 ? Math.max(...counts) / total : null
}
