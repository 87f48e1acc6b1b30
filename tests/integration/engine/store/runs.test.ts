import { describe, expect, it } from 'vitest'
import { runStates, type RunState } from '@shared/domain/run'
import { allowedTransitions } from '../../../../src/engine/store/transitions'
import { paletteSlots } from '../../../../src/engine/store/palette'
import { runConfigSchema } from '@shared/config/run-config'
import {
  addDataset,
  addRun,
  appendSteps,
  environment,
  epochRecord,
  errorOf,
  labels,
  newRun,
  plainConnection,
  temporaryStore,
} from './support'

/** A way from `queued` to each state. */
const ways: Record<RunState, RunState[]> = {
  queued: [],
  running: ['running'],
  paused: ['running', 'paused'],
  done: ['running', 'done'],
  stopped: ['running', 'stopped'],
  failed: ['running', 'failed'],
  interrupted: ['running', 'interrupted'],
}

describe('a run', () => {
  it('comes back as it was given', () => {
    const store = temporaryStore()
    const config = runConfigSchema.parse({ seed: 7, loss: { gamma: 3 } })
    const run = newRun(store, {
      config,
      name: 'γ = 3 on 动物 🦉',
      tags: ['first', 'γ'],
      notes: 'it\'s\n"quoted"',
    })
    const { id } = store.runs.insert(run)
    expect(store.runs.get(id)).toMatchObject({
      id,
      name: run.name,
      state: 'queued',
      config,
      configHash: run.configHash,
      datasetId: run.datasetId,
      datasetHash: run.datasetHash,
      datasetName: 'animals',
      tags: run.tags,
      notes: run.notes,
      labels,
      reason: null,
      error: null,
      environment: null,
      best: null,
      last: null,
      progress: null,
      startedAt: null,
      finishedAt: null,
      removedAt: null,
      pinned: false,
      baseline: false,
      backend: null,
      compiled: null,
      log: [],
    })
    expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  })

  it('of an unknown data set is refused, and nothing is recorded', () => {
    const store = temporaryStore()
    const run = newRun(store, { datasetId: 'no such data set' })
    errorOf(() => store.runs.insert(run), 'database')
    expect(store.runs.list()).toEqual([])
  })

  it('that is unknown is not found, whatever is asked of it', () => {
    const store = temporaryStore()
    const calls: (() => unknown)[] = [
      () => store.runs.get('none'),
      () => store.runs.summary('none'),
      () => store.runs.update(['none'], { name: 'x' }),
      () => store.runs.transition('none', 'running'),
      () => store.runs.saveProgress('none', null),
      () => store.runs.appendLog('none', { time: 1, level: 'info', message: 'x' }),
      () => store.runs.checkpoint('none', 'last'),
      () => store.runs.remove(['none']),
      () => store.runs.purge(['none']),
      () => appendSteps(store, 'none', 1, 1),
      () => store.metrics.appendEpoch('none', epochRecord(1), { best: true }),
      () => store.metrics.epochs('none'),
      () => store.predictions.read('none', 'best'),
    ]
    for (const call of calls) expect(errorOf(call, 'not-found').details).toMatchObject({ id: 'none' })
  })

  it('keeps what the trainer says of it', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    const facts = {
      environment,
      parameters: 123,
      labels,
      trainCounts: [50, 5, 1],
      validationCounts: [6, 3, 1],
    }
    store.runs.recordFacts(id, facts)
    const progress = {
      epoch: 1,
      epochs: 2,
      step: 10,
      steps: 20,
      secondsElapsed: 0.5,
      secondsLeft: 0.5,
      examplesPerSecond: 640,
    }
    store.runs.saveProgress(id, progress)
    store.runs.appendLog(id, { time: 1, level: 'info', message: 'first' })
    store.runs.appendLog(id, { time: 2, level: 'warning', message: 'second' })
    const details = store.runs.get(id)
    expect(details).toMatchObject({
      ...facts,
      progress,
      backend: 'tensorflow',
      compiled: true,
      majorityBaseline: 0.6,
    })
    expect(details.log).toEqual([
      { time: 1, level: 'info', message: 'first' },
      { time: 2, level: 'warning', message: 'second' },
    ])
    store.runs.saveProgress(id, null)
    expect(store.runs.summary(id).progress).toBeNull()
  })

  it('knows its best and its last checkpoint', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    expect(store.runs.checkpoint(id, 'last')).toBeNull()
    store.runs.saveCheckpoint(id, { epoch: 1, fileName: 'a' }, { best: true })
    store.runs.saveCheckpoint(id, { epoch: 2, fileName: 'b' }, { best: false })
    expect(store.runs.checkpoint(id, 'best')).toEqual({ epoch: 1, fileName: 'a' })
    expect(store.runs.checkpoint(id, 'last')).toEqual({ epoch: 2, fileName: 'b' })
  })
})

describe('names', () => {
  it('are those of live runs that begin with a text, whatever its characters', () => {
    const store = temporaryStore()
    const names = ['Focal γ=2', 'Focal γ=2 (2)', 'Focal γ=2 🦉', 'Focal', 'focal γ=2', '100% _x', '100']
    const runs = names.map((name) => addRun(store, { name }))
    expect(store.runs.names('Focal γ=2')).toEqual(['Focal γ=2', 'Focal γ=2 (2)', 'Focal γ=2 🦉'])
    expect(store.runs.names('100% _')).toEqual(['100% _x'])
    expect(store.runs.names('')).toHaveLength(names.length)
    store.runs.remove([runs[0]!.id])
    expect(store.runs.names('Focal γ=2')).not.toContain('Focal γ=2')
  })
})

describe('update', () => {
  it('changes what is named and leaves the rest', () => {
    const store = temporaryStore()
    const { id } = addRun(store, { name: 'before', tags: ['kept'], notes: 'kept' })
    const [updated] = store.runs.update([id], { name: 'after', colour: '#123456', pinned: true })
    expect(updated).toMatchObject({ name: 'after', colour: '#123456', pinned: true, tags: ['kept'] })
    store.runs.update([id], { notes: '', tags: [], pinned: false })
    expect(store.runs.get(id)).toMatchObject({ name: 'after', notes: '', tags: [], pinned: false })
  })

  it('moves the baseline mark: one run has it', () => {
    const store = temporaryStore()
    const [first, second] = [addRun(store), addRun(store)]
    store.runs.update([first.id], { baseline: true })
    store.runs.update([second.id], { baseline: true })
    store.runs.update([second.id], { baseline: true })
    expect(store.runs.list().map((run) => run.baseline)).toEqual([true, false])
    store.runs.update([second.id], { baseline: false })
    expect(store.runs.list().map((run) => run.baseline)).toEqual([false, false])
    errorOf(() => store.runs.update([first.id, second.id], { baseline: true }), 'bad-input')
  })

  it('of several runs is all or nothing', () => {
    const store = temporaryStore()
    const { id } = addRun(store, { name: 'before' })
    errorOf(() => store.runs.update([id, 'none'], { name: 'after' }), 'not-found')
    expect(store.runs.summary(id).name).toBe('before')
  })
})

describe('transitions', () => {
  it.each(runStates)('from %s: those of the table and no others', (from) => {
    const store = temporaryStore()
    for (const to of runStates) {
      const { id } = addRun(store)
      for (const state of ways[from]) store.runs.transition(id, state)
      if (allowedTransitions[from].includes(to)) {
        expect(store.runs.transition(id, to).state).toBe(to)
      } else {
        const error = errorOf(() => store.runs.transition(id, to), 'conflict')
        expect(error.details).toEqual({ id, state: from, to })
        expect(store.runs.summary(id).state).toBe(from)
      }
    }
  })

  it('keep times, reason and error, and forget the end of a run that goes on', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    const { startedAt } = store.runs.transition(id, 'running')
    expect(startedAt).toBeGreaterThan(0)
    const error = {
      code: 'trainer-failed',
      message: 'Out of memory',
      details: { signal: 'SIGKILL' },
    } as const
    const failed = store.runs.transition(id, 'failed', { reason: 'Out of memory', error })
    expect(failed.reason).toBe('Out of memory')
    expect(failed.finishedAt).toBeGreaterThanOrEqual(startedAt!)
    expect(store.runs.get(id).error).toEqual(error)
    expect(store.runs.transition(id, 'queued')).toMatchObject({ reason: null, finishedAt: null, startedAt })
    expect(store.runs.get(id).error).toBeNull()
    expect(store.runs.transition(id, 'running').startedAt).toBe(startedAt)
  })

  it('do not bring a removed run to life', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    store.runs.remove([id])
    errorOf(() => store.runs.transition(id, 'running'), 'conflict')
    store.runs.restore([id])
    expect(store.runs.transition(id, 'running').state).toBe('running')
  })
})

describe('removal', () => {
  it('hides runs until they are restored', () => {
    const store = temporaryStore()
    const [first, second] = [addRun(store), addRun(store)]
    expect(store.runs.remove([first.id])).toEqual([first.id])
    expect(store.runs.remove([first.id])).toEqual([])
    expect(store.runs.list().map((run) => run.id)).toEqual([second.id])
    expect(store.runs.list({ removed: true }).map((run) => run.id)).toEqual([first.id])
    expect(store.runs.restore([first.id, second.id])).toEqual([first.id])
    expect(store.runs.list().map((run) => run.id)).toEqual([second.id, first.id])
  })

  it('is refused while one of the runs is running, for all of them', () => {
    const store = temporaryStore()
    const [waiting, running] = [addRun(store), addRun(store)]
    store.runs.transition(running.id, 'running')
    errorOf(() => store.runs.remove([waiting.id, running.id]), 'conflict')
    errorOf(() => store.runs.purge([waiting.id, running.id]), 'conflict')
    expect(store.runs.list()).toHaveLength(2)
  })

  it('for good leaves not one row of the run, and every row of the others', () => {
    const store = temporaryStore()
    const runs = [addRun(store), addRun(store)]
    for (const { id } of runs) {
      appendSteps(store, id, 1, 300)
      for (let epoch = 1; epoch <= 20; epoch++)
        store.metrics.appendEpoch(id, epochRecord(epoch), { best: true })
      store.runs.appendLog(id, { time: 1, level: 'info', message: 'x' })
      store.runs.saveCheckpoint(id, { epoch: 1, fileName: 'a' }, { best: true })
      store.predictions.save(id, 'best', {
        epoch: 1,
        rows: Int32Array.of(1),
        probabilities: Float32Array.of(1, 0, 0),
      })
    }
    const connection = plainConnection(store)
    const tables = connection
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
      .pluck()
      .all()
      .filter((table) => !['datasets', 'experiments', 'settings'].includes(table))
    const rows = () =>
      tables.map(
        (table) => connection.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0,
      )
    const both = rows()
    expect(tables).toContain('rollups')
    expect(both.every((count) => count > 0)).toBe(true)
    store.runs.purge([runs[0]!.id])
    expect(rows()).toEqual(both.map((count) => count / 2))
    store.runs.purge([runs[1]!.id])
    expect(rows()).toEqual(both.map(() => 0))
    expect(connection.pragma('foreign_key_check')).toEqual([])
  })
})

describe('colours', () => {
  it('are given by least use among live runs, and stay', () => {
    const store = temporaryStore()
    const runs = Array.from({ length: paletteSlots + 2 }, () => addRun(store))
    const slots = runs.map((run) => run.colour)
    expect(new Set(slots.slice(0, paletteSlots)).size).toBe(paletteSlots)
    expect(slots[0]).toBe('palette:0')
    expect(slots.slice(paletteSlots)).toEqual(['palette:0', 'palette:1'])
    store.runs.remove([runs[5]!.id])
    expect(addRun(store).colour).toBe('palette:5')
    store.runs.restore([runs[5]!.id])
    expect(store.runs.summary(runs[5]!.id).colour).toBe('palette:5')
  })
})

describe('the list', () => {
  it('of 10,000 runs takes at most 150 ms of processor time', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    store.runs.recordFacts(id, {
      environment,
      parameters: 1,
      labels,
      trainCounts: [1, 1, 1],
      validationCounts: [1, 1, 1],
    })
    store.metrics.appendEpoch(id, epochRecord(1), { best: true })
    plainConnection(store, {}).exec(copyOfTheRun(9_999))
    const processorTimes: number[] = []
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const start = performance.now()
      const processor = process.cpuUsage()
      expect(store.runs.list()).toHaveLength(10_000)
      const { user, system } = process.cpuUsage(processor)
      processorTimes.push((user + system) / 1000)
      times.push(performance.now() - start)
    }
    console.log(`list of 10,000 runs: ${whole(times)} ms; processor ${whole(processorTimes)} ms`)
    expect(Math.min(...processorTimes)).toBeLessThan(150)
  })

  it('is newest first and names the data set as it is called now', () => {
    const store = temporaryStore()
    const dataset = addDataset(store, 'birds')
    const first = addRun(store, { datasetId: dataset.id })
    const second = addRun(store)
    store.datasets.rename(dataset.id, 'ducks')
    expect(store.runs.list().map((run) => [run.id, run.datasetName])).toEqual([
      [second.id, 'animals'],
      [first.id, 'ducks'],
    ])
  })
})

/** SQL that copies the only run, each copy with an id and a seed of its own. */
function copyOfTheRun(copies: number): string {
  const same = `experiment_id, name, state, colour, created_at, dataset_id, dataset_hash, config_hash,
    majority_baseline, tags, best_summary, last_summary, environment, labels, queue_position`
  return `WITH RECURSIVE copies (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < ${copies})
    INSERT INTO runs (id, config, ${same})
    SELECT runs.id || '-' || number, json_set(config, '$.seed', number), ${same} FROM runs, copies`
}

function whole(figures: number[]): string {
  return figures.map((figure) => figure.toFixed(0)).join(', ')
}
