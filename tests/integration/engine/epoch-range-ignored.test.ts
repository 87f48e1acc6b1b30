import { expect, test, vi } from 'vitest'
import { makeHome, openEngine, shortRun, waitForState } from './open-engine'

vi.setConfig({ testTimeout: 120_000 })

test('one epoch is asked for, one epoch is answered, and it is that one', async () => {
  const engine = await openEngine(makeHome())
  const { id } = await engine.client.runs.create({ config: { ...shortRun, training: { epochs: 3 } } })
  await waitForState(engine, id, 'done')
  const numbers = async (first?: number, last?: number): Promise<number[]> =>
    (await engine.client.runs.epochs({ id, first, last })).map(({ epoch }) => epoch)
  expect(await numbers(2, 2)).toEqual([2])
  expect(await numbers(2)).toEqual([2, 3])
  expect(await numbers()).toEqual([1, 2, 3])
})
