import { expect, test, vi } from 'vitest'
import type { RunSummary } from '@shared/domain/run'
import { longRun, makeHome, openEngine, shortRun } from './open-engine'

vi.setConfig({ testTimeout: 120_000 })

test('a run that only waits is announced to those who follow, not just the queue with its id', async () => {
  const engine = await openEngine(makeHome())
  const announced = new Map<string, RunSummary>()
  const controller = new AbortController()
  const events = await engine.client.app.events(undefined, { signal: controller.signal })
  const following = (async () => {
    for await (const batch of events) {
      for (const event of batch) {
        if (event.type === 'runs') for (const run of event.runs) announced.set(run.id, run)
      }
    }
  })()

  await engine.client.runs.create({ config: longRun })
  const waiting = await engine.client.runs.create({ config: shortRun })
  await vi.waitFor(() => expect(announced.get(waiting.id)?.state).toBe('queued'), { timeout: 10_000 })

  controller.abort()
  await following.catch(() => undefined)
})
