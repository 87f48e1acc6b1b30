import { gammaAt, gammaVaries, isDeferred, isReweighted } from '@core/losses/loss-schedule'
import type { LossConfig } from '@shared/config/run-config'
import { rarestClass, weightsOf } from './loss-preview'

export interface SchedulePreview {
  epochs: number[]
  /** γ in each of them; null where it stays the same. */
  gamma: number[] | null
  /** Weight of the rarest class in each of them; null where weights count from the first epoch, or never. */
  rarestWeight: number[] | null
}

/** Most epochs that are drawn: a straight line and a step need no more. */
const mostPoints = 500

/**
 * What of the loss changes over the epochs; null where nothing does.
 * @param counts training samples of each class
 * @param samples that they were counted in, where they may have several labels
 */
export function previewSchedule(
  loss: LossConfig,
  epochs: number,
  counts: readonly number[],
  samples?: number,
): SchedulePreview | null {
  const weights = isDeferred(loss, epochs) ? weightsOf(loss, counts, samples) : null
  const varies = gammaVaries(loss, epochs)
  if (!varies && weights === null) return null
  const stride = Math.max(1, Math.ceil(epochs / mostPoints))
  const drawn = Array.from({ length: Math.ceil(epochs / stride) }, (_, i) => 1 + i * stride)
  if (drawn.at(-1) !== epochs) drawn.push(epochs)
  const weight = weights?.[rarestClass(counts)] ?? 1
  return {
    epochs: drawn,
    gamma: varies ? drawn.map((epoch) => gammaAt(loss, { epoch, epochs })) : null,
    rarestWeight: weights && drawn.map((epoch) => (isReweighted(loss, { epoch, epochs }) ? weight : 1)),
  }
}
