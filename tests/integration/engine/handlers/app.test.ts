import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import type { SetupState } from '@shared/setup-state'
import { makeHome, openEngine, refusal } from '../open-engine'

test('info says what runs where', async () => {
  const home = makeHome()
  const { client } = await openEngine(home, { host: 'serve', version: '1.2.3' })
  expect(await client.app.info()).toMatchObject({
    version: '1.2.3',
    home,
    host: 'serve',
    engine: { pid: process.pid, node: process.versions.node },
  })
})

test('settings have defaults, are changed one by one, and last', async () => {
  const home = makeHome()
  const first = await openEngine(home)
  expect(await first.client.app.settings()).toEqual({
    language: 'system',
    theme: 'system',
    trainersAtOnce: 1,
    layout: {},
  })
  await first.client.app.changeSettings({ theme: 'dark', layout: { columns: ['name'] } })
  await first.client.app.changeSettings({ layout: { sort: 'name' } })
  expect((await refusal(first.client.app.changeSettings({ trainersAtOnce: 99 }))).code).toBe('bad-input')
  await first.close()
  const second = await openEngine(home)
  expect(await second.client.app.settings()).toMatchObject({
    theme: 'dark',
    layout: { columns: ['name'], sort: 'name' },
  })
})

test('doctor reports what set-up recorded and what is there', async () => {
  const setupState: SetupState = {
    node: { version: '24.0.0', path: 'node' },
    tensorflow: { source: 'wheel', version: '2.15.0', singleThreadedExecutor: false },
    electron: { version: '45.0.0', source: 'official', path: 'electron' },
    problems: [{ code: 'electron-old', message: 'It is old.', remedy: 'update it' }],
  }
  const home = makeHome()
  const report = await (await openEngine(home, { setupState })).client.app.doctor()
  const isNative = existsSync(resolve('node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'))
  expect(report).toMatchObject({
    node: process.versions.node,
    electron: { version: '45.0.0', source: 'official' },
    compute: isNative
      ? { backend: 'tensorflow', compiled: true, tensorflow: '2.15.0' }
      : { backend: 'wasm', compiled: false, tensorflow: null },
    home,
  })
  expect(report.sqlite).toMatch(/^3\.\d+\.\d+$/)
  expect(report.problems).toContainEqual(setupState.problems[0])
  expect(report.problems.some(({ code }) => code === 'tensorflow-missing')).toBe(!isNative)
})

test('doctor says where set-up has recorded nothing and where the trainer is not built', async () => {
  const { client } = await openEngine(makeHome(), { trainerPath: 'no/trainer.js' })
  const codes = (await client.app.doctor()).problems.map(({ code }) => code)
  expect(codes).toContain('setup-unknown')
  expect(codes).toContain('trainer-missing')
})
