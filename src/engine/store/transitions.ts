import type { RunState } from '@shared/domain/run'

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
