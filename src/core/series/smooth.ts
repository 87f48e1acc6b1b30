import { badInput } from '@shared/errors'

/**
 * Exponential moving average with bias correction, as TensorBoard smooths: the running mean starts at 0 and is divided by
 * 1 - weight^n, so that the first points are not drawn towards 0. NaN and infinite values stay as they are and are
 * left out of the mean.
 * @param weight of the past, in [0, 1); 0 changes nothing
 */
export function smooth(values: ArrayLike<number>, weight: number): Float64Array {
  if (!(weight >= 0 && weight < 1)) {
    throw badInput(`The smoothing is ${weight}; it must be at least 0 and below 1.`, { field: 'smoothing' })
  }
  let average = 0
  let bias = 1
  return Float64Array.from(values, (value) => {
    if (!Number.isFinite(value)) return value
    average = weight * average + (1 - weight) * value
    bias *= weight
    return average / (1 - bias)
  })
}
