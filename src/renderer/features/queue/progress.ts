import type { RunProgress } from '@shared/domain/run'

/** How much of a run is done, between 0 and 1, steps within the epoch included; null before it says. */
export function progressShare(progress: RunProgress | null): number | null {
  if (!progress || progress.epochs === 0) return null
  if (progress.steps > 0) return Math.min(1, progress.step / progress.steps)
  return Math.min(1, progress.epoch / progress.epochs)
}
