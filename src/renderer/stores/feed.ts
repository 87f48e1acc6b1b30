import type { EngineEvent } from '@shared/domain/app'
import type { RunSummary } from '@shared/domain/run'
import { useEngine } from '../transport'
import { useDatasets } from './datasets'
import { useQueue } from './queue'
import { useRuns } from './runs'
import { useSettings } from './settings'
import { useToasts } from './toasts'

/**
 * Feeds the stores from the engine's events, across reconnections. Called once, by the app; returns the way to stop.
 * @param onFailed told of each run that has failed while the window was open
 */
export function feedStores(onFailed: (run: RunSummary) => void = () => undefined): () => void {
  const engine = useEngine()
  const runs = useRuns()
  const queue = useQueue()
  const datasets = useDatasets()
  const settings = useSettings()
  const toasts = useToasts()
  let first = true

  function take(event: EngineEvent): void {
    if (event.type === 'runs') takeRuns(event.runs)
    else if (event.type === 'queue') queue.take(event.queue)
    else if (event.type === 'system') queue.addSample(event.sample)
    else if (event.type === 'datasets') void datasets.load()
    else void settings.load().catch(toasts.fail)
  }

  function takeRuns(changed: readonly RunSummary[]): void {
    const failed = changed.filter(({ id, state }) => state === 'failed' && runs.get(id)?.state !== 'failed')
    runs.merge(changed)
    failed.forEach(onFailed)
  }

  function takeFirst(batch: readonly EngineEvent[]): void {
    runs.replace(batch.flatMap((event) => (event.type === 'runs' ? event.runs : [])))
    for (const event of batch) if (event.type !== 'runs') take(event)
  }

  return engine.subscribe((client, signal) => client.app.events(undefined, { signal }), {
    opened() {
      first = true
      void datasets.load()
      void settings.load().catch(toasts.fail)
    },
    next(batch) {
      if (first) takeFirst(batch)
      else batch.forEach(take)
      first = false
    },
    failed: toasts.fail,
  })
}
