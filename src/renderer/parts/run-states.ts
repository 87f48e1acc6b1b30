import type { RunProgress, RunState } from '@shared/domain/run'

/** Waits or runs: it can be stopped, and its figures still change. */
export function isUnderway(state: RunState): boolean {
  return state === 'queued' || state === 'running' || state === 'paused'
}

export function canStop(state: RunState): boolean {
  return state === 'queued' || state === 'running'
}

/** Ended before its time: it can go on from its last checkpoint. */
export function canResume(state: RunState): boolean {
  return state === 'stopped' || state === 'failed' || state === 'interrupted'
}

/** How much of a run is done, between 0 and 1, steps within the epoch included; null before it says. */
export function progressShare(progress: RunProgress | null): number | null {
  if (!progress || progress.epochs === 0) return null
  return Math.min(1, progress.steps > 0 ? progress.step / progress.steps : progress.epoch / progress.epochs)
}
