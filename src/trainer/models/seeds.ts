import { createRandom } from '@core/sampling/random'

/** A seed for one purpose of one layer, from the run's seed; positive and within int32, as TensorFlow wants it. */
export function layerSeed(runSeed: number, purpose: 'weights' | 'dropout', layer: string): number {
  return createRandom(runSeed, `${purpose} of ${layer}`).uint32() >>> 1
}
