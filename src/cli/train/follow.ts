/** Waiting for a run to end, with its progress on stderr; Ctrl+C stops the run and keeps what it has. */
import type { EngineClient } from '@shared/contract'
import { endedStates, type RunSummary } from '@shared/domain/run'
import { FocalError } from '@shared/errors'
import { exitCodes } from '../errors'
import { log } from '../output/log'
import { createProgress } from './progress'

export interface FollowedRun {
  run: RunSummary
  /** Stopped by Ctrl+C, or a request to end. */
  interrupted: boolean
}

/** A terminal's Ctrl+C can arrive twice, through a launcher: this close together they are one. */
const sameInterruptMilliseconds = 500

/** @throws FocalError `engine-lost` where the engine ends first */
export async function followRun(client: EngineClient, id: string): Promise<FollowedRun> {
  const progress = createProgress()
  let interruptedAt: number | null = null
  const interrupt = () => {
    if (interruptedAt !== null && Date.now() - interruptedAt > sameInterruptMilliseconds)
      process.exit(exitCodes.failed)
    if (interruptedAt !== null) return
    interruptedAt = Date.now()
    progress.say('Stopping after this batch; what is trained is kept. Ctrl+C again ends at once.')
    // An error here (the run has just ended, say) is seen in the events that follow.
    client.queue.cancel({ id }).catch(() => undefined)
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, interrupt)
  try {
    const run = await untilEnded(client, id, progress)
    return { run, interrupted: interruptedAt !== null && run.state !== 'done' }
  } finally {
    progress.end()
    for (const signal of signals) process.off(signal, interrupt)
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
