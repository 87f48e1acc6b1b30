/** Waiting for a run to end, with its progress on stderr; Ctrl+C stops the run and keeps what it has. */
import type { EngineClient } from '@shared/contract'
import { endedStates, type RunSummary } from '@shared/domain/run'
import { FocalError } from '@shared/errors'
import { log } from '../output/log'
import { listenForInterrupts } from './interrupts'
import { createProgress } from './progress'

export interface FollowedRun {
  run: RunSummary
  /** Stopped by Ctrl+C, or a request to end. */
  interrupted: boolean
}

/** @throws FocalError `engine-lost` where the engine ends first */
export async function followRun(client: EngineClient, id: string): Promise<FollowedRun> {
  const progress = createProgress()
  const interrupts = listenForInterrupts(() => {
    progress.say('Stopping after this batch; what is trained is kept. Ctrl+C again ends at once.')
    // An error here (the run has just ended, say) is seen in the events that follow.
    client.queue.cancel({ id }).catch(() => undefined)
  })
  try {
    const run = await untilEnded(client, id, progress)
    return { run, interrupted: interrupts.seen() && run.state !== 'done' }
  } finally {
    progress.end()
    interrupts.end()
  }
}

async function untilEnded(
  client: EngineClient,
  id: string,
  progress: ReturnType<typeof createProgress>,
): Promise<RunSummary> {
  let saidPaused = false
  let state: RunSummary['state'] | null = null
  for await (const events of await client.app.events()) {
    for (const event of events) {
      const run = event.type === 'runs' ? event.runs.find((candidate) => candidate.id === id) : undefined
      if (run !== undefined) {
        state = run.state
        progress.show(run)
        if (endedStates.includes(run.state)) return run
      }
      if (event.type === 'queue' && event.queue.paused && state === 'queued' && !saidPaused) {
        saidPaused = true
        log('The queue is paused; the run waits. Go on with: focal-bench queue resume')
      }
    }
  }
  throw new FocalError({
    code: 'engine-lost',
    message: `The engine ended before the run did. See what is kept with: focal-bench show ${id}`,
  })
}
