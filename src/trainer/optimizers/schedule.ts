import type { OptimizerConfig } from '@shared/config/run-config'

/**
 * Learning rate of a step. `cosine` falls from the full rate at the first step towards 0 after the last:
 * η_t = η (1 + cos(π (t - 1) / T)) / 2 (Loshchilov & Hutter 2017, without restarts).
 * @param step from 1
 * @param steps T, all steps of the run
 */
export function learningRateAt(
  { learningRate, schedule }: OptimizerConfig,
  step: number,
  steps: number,
): number {
  if (schedule === 'constant') return learningRate
  return (learningRate * (1 + Math.cos((Math.PI * (step - 1)) / steps))) / 2
}
