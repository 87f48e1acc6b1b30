import type { Database } from 'better-sqlite3'
import { conflict } from './errors'
import { inTransaction } from './transaction'
import type { QueueStore } from './types'

const waitingRuns = `FROM runs WHERE state = 'queued' AND removed_at IS NULL ORDER BY queue_position`

export const queueQueries = {
  waiting: `SELECT id ${waitingRuns}`,
  next: `SELECT id ${waitingRuns} LIMIT 1`,
}

const pausedKey = 'queuePaused'

export function createQueueStore(database: Database): QueueStore {
  const selectWaiting = database.prepare<[], string>(queueQueries.waiting).pluck()
  const selectNext = database.prepare<[], string>(queueQueries.next).pluck()
  const selectPositions = database.prepare<[], { id: string; position: number }>(
    `SELECT id, queue_position AS position ${waitingRuns}`,
  )
  const updatePosition = database.prepare('UPDATE runs SET queue_position = ? WHERE id = ?')
  const selectPaused = database.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck()
  const upsertPaused = database.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')

  /** The runs between the old and the new place share out the same positions in their new order. */
  const move = (id: string, position: number): string[] => {
    const waiting = selectPositions.all()
    const from = waiting.findIndex((run) => run.id === id)
    if (from < 0)
      throw conflict(
        `The run ${id} does not wait in the queue any more: it has started, ended or been taken out.`,
        {
          id,
          problem: 'not-waiting',
        },
      )
    const to = Math.min(Math.max(0, Math.trunc(position)), waiting.length - 1)
    const positions = waiting.map((run) => run.position)
    const moved = waiting.splice(from, 1)
    waiting.splice(to, 0, ...moved)
    waiting.forEach((run, index) => {
      const place = positions[index]
      if (place !== run.position) updatePosition.run(place, run.id)
    })
    return waiting.map((run) => run.id)
  }

  return {
    waiting: () => selectWaiting.all(),
    next: () => selectNext.get() ?? null,
    move: (id, position) => inTransaction(database, () => move(id, position)),
    paused: () => selectPaused.get(pausedKey) === 'true',
    setPaused: (paused) => void upsertPaused.run(pausedKey, String(paused)),
  }
}
