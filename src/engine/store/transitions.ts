import type { LogLine, RunState } from '@shared/domain/run'

/** The states a run may go to from each state. A resumed run waits in the queue again before it runs. */
export const allowedTransitions: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['running', 'stopped', 'failed'],
  running: ['paused', 'done', 'stopped', 'failed', 'interrupted'],
  paused: ['queued', 'running', 'stopped', 'failed', 'interrupted'],
  done: [],
  stopped: ['queued'],
  failed: ['queued'],
  interrupted: ['queued'],
}

/** What a run's log says of a change of its state; null where the log speaks for itself (a run that starts, or is done). */
export function transitionLine(to: RunState, reason: string | null): Omit<LogLine, 'time'> | null {
  // The lines that a dead trainer printed, which its reason may end with, are in the log already.
  const why = reason?.split('\n')[0] ?? null
  switch (to) {
    case 'failed':
      return { level: 'error', message: why === null ? 'The run has failed.' : `The run has failed: ${why}` }
    case 'interrupted':
      return { level: 'warning', message: why ?? 'The run was interrupted.' }
    case 'stopped':
      return { level: 'info', message: why ?? 'The run was stopped.' }
    case 'queued':
      return { level: 'info', message: 'Resumed: the run waits in the queue again.' }
    default:
      return null
  }
}
