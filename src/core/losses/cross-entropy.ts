/** Cross-entropy of one sample, as a function of its margin m (see numerics.ts): L = -log σ(m). */
import { logSigmoid, sigmoid } from './numerics'

export function crossEntropyLoss(margin: number): number {
  return -logSigmoid(margin)
}

/** dL/dm = -(1 - p_t). */
export function crossEntropySlope(margin: number): number {
  return -sigmoid(-margin)
}
