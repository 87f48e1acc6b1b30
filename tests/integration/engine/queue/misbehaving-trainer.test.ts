/** Trainers that do what none should: their run fails with a reason, and nothing else suffers. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Engine } from '../../../../src/engine/engine'
import { makeHome, openEngine, shortRun, waitForState } from '../open-engine'

/** An engine whose trainers run `body` for their start message, with `send` for answers. */
async function engineWith(body: string): Promise<Engine> {
  const home = makeHome()
  const trainerPath = join(home, 'trainer.mjs')
  const send = 'const send = (message) => process.send(message)'
  writeFileSync(trainerPath, `${send}\nprocess.on('message', async (message) => {\n${body}\n})\n`)
  return openEngine(home, { trainerPath })
}

async function failure(engine: Engine) {
  const { id } = await engine.client.runs.create({ config: shortRun })
  await waitForState(engine, id, 'failed')
  return engine.client.runs.get({ id })
}

const ready = `send({ type: 'ready', environment: { backend: 'cpu', compiled: false, fallbackReason: null, versions: {},
  platform: 'p', cpu: 'c', threads: null }, parameters: 1, labels: Array.from('0123456789'),
  trainCounts: Array(10).fill(1), validationCounts: Array(10).fill(1), steps: 10 })`
const ended = `send({ type: 'ended', state: 'done', reason: null, seconds: 1, examplesPerSecond: 1 })`

test.each([
  ['what is no message', `send('hello')`, 'it has no type'],
  ['an unknown message', `send({ type: 'gradients' })`, 'its type is "gradients"'],
  [
    'steps that do not fit',
    `send({ type: 'steps', epoch: 1, firstStep: 1, losses: [1], seconds: [1], examplesPerSecond: 1 })`,
    'steps.losses',
  ],
  [
    'steps with a gap before them',
    `${ready}\nsend({ type: 'steps', epoch: 1, firstStep: 9, losses: Float32Array.of(1), seconds: Float64Array.of(1), examplesPerSecond: 1 })`,
    'Step 9 does not follow step 0',
  ],
  [
    'a checkpoint elsewhere',
    `send({ type: 'checkpoint', epoch: 1, fileName: '../../x', best: true })`,
    'checkpoint.fileName',
  ],
])('a trainer that sends %s fails its run; the next run starts', async (_, body, reason) => {
  // The process stays: the engine has to end it.
  const engine = await engineWith(`${body}\nsetInterval(() => undefined, 1000)`)
  expect((await failure(engine)).reason).toContain(reason)
  expect((await failure(engine)).reason).toContain(reason)
})

test('an exit without a word is a failure with its exit code and the last lines of stderr', async () => {
  const engine = await engineWith(
    `console.error('first line'); console.error('Killed: no memory'); process.exit(7)`,
  )
  const run = await failure(engine)
  expect(run.reason).toBe(
    'The trainer ended with exit code 7 before the run was finished.\nIts last lines were:\nfirst line\nKilled: no memory',
  )
  expect(run.error).toMatchObject({ code: 'trainer-failed', details: { exitCode: 7, signal: null } })
  expect(run.log.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    'warning: first line',
    'warning: Killed: no memory',
    'error: The run has failed: The trainer ended with exit code 7 before the run was finished.',
  ])
})

test('an exit with code 0 before the run is finished is a failure', async () => {
  const engine = await engineWith(`${ready}\nsetTimeout(() => process.exit(0), 50)`)
  expect((await failure(engine)).reason).toContain('exit code 0 before the run was finished')
})

test('a failure that the trainer reports is the reason of the run', async () => {
  const engine = await engineWith(
    `send({ type: 'failed', error: { code: 'trainer-failed', message: 'The loss became NaN.', details: { step: 3 } } })
     process.disconnect()`,
  )
  const run = await failure(engine)
  expect(run).toMatchObject({ reason: 'The loss became NaN.', error: { details: { step: 3 } } })
})

test('a trainer that says nothing for long is waited for', async () => {
  const engine = await engineWith(`setTimeout(() => { ${ready}; ${ended}; process.disconnect() }, 4000)`)
  const { id } = await engine.client.runs.create({ config: shortRun })
  await waitForState(engine, id, 'done')
})

test('a trainer that does not leave after its end is ended, and the next run starts', async () => {
  const engine = await engineWith(`${ready}; ${ended}; setInterval(() => undefined, 1000)`)
  const first = await engine.client.runs.create({ config: shortRun })
  const second = await engine.client.runs.create({ config: shortRun })
  await waitForState(engine, first.id, 'done')
  await waitForState(engine, second.id, 'done')
})

test('a run resumed while its last trainer was still leaving lost track of its new one', async () => {
  // Says on its first line whether another trainer of the run was there when it came.
  const engine = await engineWith(`
    const { existsSync, rmSync, writeFileSync } = await import('node:fs')
    const mark = message.checkpointFolder + '/at-work'
    console.log(existsSync(mark) ? 'not alone' : 'alone')
    writeFileSync(mark, '')
    ${ready}
    send({ type: 'ended', state: 'stopped', reason: 'early', seconds: 1, examplesPerSecond: 1 })
    setTimeout(() => { rmSync(mark); process.exit(0) }, 700)`)
  for (const start of ['queue', 'now'] as const) {
    const { id } = await engine.client.runs.create({ config: shortRun, start })
    for (let time = 1; time <= 2; time++) {
      await waitForState(engine, id, 'stopped')
      await engine.client.runs.resume({ id, start })
      expect((await engine.client.queue.get()).running).not.toContain(id)
    }
    await engine.client.queue.cancel({ id })
    expect(await engine.client.runs.get({ id })).toMatchObject({
      state: 'stopped',
      reason: 'Taken out of the queue by hand.',
    })
    const { log } = await engine.client.runs.get({ id })
    const messages = log.map(({ message }) => message)
    expect(messages.filter((message) => message.includes('alone'))).toEqual(['alone', 'alone'])
    expect(messages).toContain('early')
    expect(messages).toContain('Resumed: the run waits in the queue again.')
    expect(messages.at(-1)).toBe('Taken out of the queue by hand.')
  }
  await engine.close()
})

test('an engine closes within three seconds of a trainer that does not listen, and its run is interrupted', async () => {
  const home = makeHome()
  const trainerPath = join(home, 'trainer.mjs')
  writeFileSync(trainerPath, `process.on('message', () => { for (;;); })`)
  const engine = await openEngine(home, { trainerPath })
  const { id } = await engine.client.runs.create({ config: shortRun })
  const started = performance.now()
  await engine.close()
  expect(performance.now() - started).toBeLessThan(3500)
  const again = await openEngine(home, { queue: 'hold' })
  expect(await again.client.runs.get({ id })).toMatchObject({
    state: 'interrupted',
    reason: 'Focal Bench was closed while the run was training. Resume it to go on.',
  })
})

test('a flood of printed lines does not fill the log, and a long line is cut', async () => {
  const engine = await engineWith(`
    const lines = Array.from({ length: 20_000 }, (_, i) => 'line ' + i + ' ' + 'x'.repeat(i === 0 ? 10_000 : 0)).join('\\n')
    process.stdout.write(lines + '\\n', () => { ${ready}; ${ended}; process.disconnect() })`)
  const { id } = await engine.client.runs.create({ config: shortRun })
  await waitForState(engine, id, 'done')
  const { log } = await engine.client.runs.get({ id })
  expect(log.length).toBeLessThanOrEqual(2000)
  expect(Math.max(...log.map(({ message }) => message.length))).toBeLessThanOrEqual(2000)
})
