import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import type { Engine } from '../../../src/engine/engine'
import {
  engineProcessPath,
  makeHome,
  openEngine,
  shortRun,
  trainerPath,
  waitFor,
  waitForState,
} from './open-engine'
import { openStore } from '../../../src/engine/store'

vi.setConfig({ testTimeout: 300_000 })

const config = { ...shortRun, training: { epochs: 600, batchSize: 256 } }

/** Runs an engine of the home in its own process and kills it when the run has a checkpoint of so late an epoch. */
async function trainUntilKilled(home: string, id: string, epoch: number): Promise<void> {
  const engine = spawn(process.execPath, [engineProcessPath, home, trainerPath], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(engine.stdout, 'data')
  const reader = openStore(home, { readOnly: true })
  await waitFor(`a checkpoint of epoch ${epoch}`, () => {
    return Promise.resolve((reader.runs.checkpoint(id, 'last')?.epoch ?? 0) >= epoch)
  })
  reader.close()
  engine.kill('SIGKILL')
  await once(engine, 'exit')
}

async function measured(engine: Engine, id: string) {
  const epochs = await engine.client.runs.epochs({ id })
  return epochs.map((record) => ({ ...record, seconds: 0 }))
}

test('after an engine was killed nothing says running, and runs go on from their checkpoints to the same digits', async () => {
  const home = makeHome()
  const before = await openEngine(home, { queue: 'hold' })
  const unbroken = (await before.client.runs.create({ config, start: 'now' })).id
  await waitForState(before, unbroken, 'done')
  const broken = (await before.client.runs.create({ config })).id
  const waiting = (await before.client.runs.create({ config: shortRun })).id
  await before.close()

  await trainUntilKilled(home, broken, 3)
  const held = await openEngine(home, { queue: 'hold' })
  const run = await held.client.runs.get({ id: broken })
  expect(run).toMatchObject({
    state: 'interrupted',
    reason: 'Focal Bench ended while this run was training.',
  })
  const states = (await held.client.runs.list({})).map(({ state }) => state)
  expect(states).not.toContain('running')
  await held.close()

  // Killed once more, now while it goes on from its checkpoint.
  await trainUntilKilled(home, broken, run.last!.epoch + 2)
  const after = await openEngine(home)
  expect((await after.client.queue.get()).running).toEqual([broken])
  await waitForState(after, broken, 'done')
  expect(await measured(after, broken)).toEqual(await measured(after, unbroken))
  await waitForState(after, waiting, 'done')
})
