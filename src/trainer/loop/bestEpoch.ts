import type { TrainingConfig } from '@shared/config/run-config'
import type { EpochRecord } from '@shared/domain/metrics'

/** Whether a value of the watched metric beats the best so far. A tie goes to the earlier epoch. */
export function isBetter(metric: TrainingConfig['bestBy'], value: number, best: number | null): boolean {
  if (best === null) return true
  const isLoss = metric === 'loss' || metric === 'crossEntropy'
  return isLoss ? value < best : value > best
}

/** The watched metric of an epoch, on the validation split. */
export function watchedValue(metric: TrainingConfig['bestBy'], { validation }: EpochRecord): number {
  return validation[metric]
}
