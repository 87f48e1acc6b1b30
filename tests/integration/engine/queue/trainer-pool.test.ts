/** Runs of one kind share a trainer's process; nothing of one run reaches the next. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { defaultRunConfig } from '@shared/config/defaults'
import type { RunConfigInput } from '@shared/config/run-config'
import type { ToTrainer } from '@shared/trainer-protocol'
import type { Engine } from '../../../../src/engine/engine'
import { TrainerPool } from '../../../../src/engine/queue/trainer-pool'
import { liveTrainers, makeHome, openEngine, shortRun, waitForState } from '../open-engine'

async function train(engine: Engine, config: RunConfigInput) {
  const { id } = await engine.client.runs.create({ config })
  await waitForState(engine, id, 'done')
  return engine.client.runs.get({ id })
}

async function epochsOf(engine: Engine, id: string) {
  const records = await engine.client.runs.epochs({ id })
  return records.map(({ seconds: _, ...measured }) => measured)
}

test('runs of one kind train in one process, and give the digits of a process of their own', async () => {
  const engine = await openEngine(makeHome())
  const losses: RunConfigInput['loss'][] = [
    { kind: 'ce' },
    { kind: 'focal', gamma: 2, alpha: 'balanced' },
    { kind: 'ce' },
  ]
  const shared = []
  const processes = new Set<number | undefined>()
  for (const loss of losses) {
    shared.push(await train(engine, { ...shortRun, loss }))
    processes.add(liveTrainers()[0]?.pid)
  }
  expect(processes.size).toBe(1)
  const alone = []
  for (const loss of losses.slice(0, 2)) {
    const other = await openEngine(makeHome())
    const run = await train(other, { ...shortRun, loss })
    alone.push(await epochsOf(other, run.id))
    await other.close()
  }
  const measured = await Promise.all(shared.map(({ id }) => epochsOf(engine, id)))
  expect(measured.slice(0, 2)).toEqual(alone)
  expect(measured[2]).toEqual(measured[0])
})

test('runs that share a graph give the digits of a graph of their own', async () => {
  const engine = await openEngine(makeHome())
  const rates = [0.001, 0.01]
  const config = (learningRate: number): RunConfigInput => ({ ...shortRun, optimizer: { learningRate } })
  const shared = []
  for (const learningRate of rates) shared.push((await train(engine, config(learningRate))).id)
  await train(engine, { ...shortRun, optimizer: { learningRate: 0.5, schedule: 'cosine' } })
  shared.push((await train(engine, config(rates[0]!))).id)
  const alone = []
  for (const learningRate of rates) {
    const other = await openEngine(makeHome())
    alone.push(await epochsOf(other, (await train(other, config(learningRate))).id))
    await other.close()
  }
  const measured = await Promise.all(shared.map((id) => epochsOf(engine, id)))
  expect(measured).toEqual([...alone, alone[0]])
})

test('a run of another kind gets a process of its own', async () => {
  const engine = await openEngine(makeHome())
  await train(engine, shortRun)
  const [first] = liveTrainers()
  await train(engine, { ...shortRun, model: { kind: 'mlp', layers: [8] } })
  expect(liveTrainers().at(-1)?.pid).not.toBe(first?.pid)
})

test('closing the engine ends trainers that are idle', async () => {
  const engine = await openEngine(makeHome())
  await train(engine, shortRun)
  await engine.close()
  expect(liveTrainers()).toEqual([])
})

test('an engine that closed while its trainer was leaving never finished closing', async () => {
  const engine = await openEngine(makeHome())
  await train(engine, shortRun)
  const [trainer] = liveTrainers()
  trainer?.send({ type: 'leave' })
  await engine.close()
  expect(liveTrainers()).toEqual([])
})

test('a trainer that is killed while it is idle fails no run', async () => {
  const engine = await openEngine(makeHome())
  await train(engine, shortRun)
  liveTrainers()[0]?.kill('SIGKILL')
  const next = await train(engine, shortRun)
  expect(next).toMatchObject({ state: 'done', reason: null })
})

test('a stopped run leaves a trainer that trains the next one', async () => {
  const engine = await openEngine(makeHome())
  const long = { ...shortRun, training: { epochs: 100_000, batchSize: 128 } }
  const { id } = await engine.client.runs.create({ config: long })
  await waitForState(engine, id, 'running')
  await engine.client.runs.stop({ id })
  await waitForState(engine, id, 'stopped')
  const next = await train(engine, shortRun)
  expect(await epochsOf(engine, next.id)).toHaveLength(2)
})

test('a trainer was used on for ever where the next run waited already', async () => {
  const home = makeHome()
  const trainerPath = join(home, 'trainer.mjs')
  writeFileSync(trainerPath, "process.on('message', ({ type }) => type === 'leave' && process.exit(0))\n")
  const pool = new TrainerPool({ trainerPath, nodePath: process.execPath }, 2)
  const start: ToTrainer = {
    type: 'start',
    runId: 'run',
    config: defaultRunConfig,
    dataPath: '',
    checkpointFolder: home,
    resumeFrom: null,
    stay: true,
  }
  const train = () => {
    const trainer = pool.take('kind', 1)
    trainer.send(start)
    pool.give(trainer, 'kind')
    return trainer
  }
  const [first, second, third] = [train(), train(), train()]
  expect(second).toBe(first)
  expect(third).not.toBe(first)
  await pool.close()
  expect([first, third].map((trainer) => trainer.isGone)).toEqual([true, true])
})
