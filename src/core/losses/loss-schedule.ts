/** What a loss's γ and class weights are in each epoch of a run. */
import type { LossConfig } from '@shared/config/run-config'
import type { EpochPlace } from '../sampling/epoch-sampler'

/**
 * The first epoch (from 1) of what begins at `from`: that epoch, or below 1 the one after this share of the epochs. 0.8 of
 * 200 epochs begins at epoch 161.
 */
export function firstEpoch(from: number, epochs: number): number {
  // 0.29 · 100 is 28.999999999999996.
  return from < 1 ? Math.floor(from * epochs + 1e-9) + 1 : from
}

/**
 * γ of an epoch. `linear` goes straight from γ in the first epoch to its end in the last; `step` is γ until `gammaFrom`,
 * and its end from there on.
 */
export function gammaAt(
  { gamma, gammaSchedule, gammaEnd, gammaFrom }: LossConfig,
  { epoch, epochs }: EpochPlace,
): number {
  if (gammaSchedule === 'linear') {
    return epochs > 1 ? gamma + ((gammaEnd - gamma) * (epoch - 1)) / (epochs - 1) : gamma
  }
  if (gammaSchedule === 'step') return epoch < firstEpoch(gammaFrom, epochs) ? gamma : gammaEnd
  return gamma
}

/** Whether the class weights count in an epoch; before it every class weighs 1 (deferred re-weighting). */
export function isReweighted({ reweightFrom }: LossConfig, { epoch, epochs }: EpochPlace): boolean {
  return epoch >= firstEpoch(reweightFrom, epochs)
}

/** Whether γ is not the same in all epochs. */
export function gammaVaries(loss: LossConfig, epochs: number): boolean {
  if (loss.kind !== 'focal') return false
  return gammaAt(loss, { epoch: 1, epochs }) !== gammaAt(loss, { epoch: epochs, epochs })
}

/** Whether class weights begin to count in a later epoch than the first. */
export function isDeferred(loss: LossConfig, epochs: number): boolean {
  if (loss.alpha === 'none') return false
  return !isReweighted(loss, { epoch: 1, epochs }) && isReweighted(loss, { epoch: epochs, epochs })
}
