/** Scaling of features to mean 0 and deviation 1, fitted on the training split alone. */
export interface Standardization {
  /** One a feature. */
  means: number[]
  /** Population deviation of each feature; 1 for a constant feature, which is only centred. */
  deviations: number[]
}

/** Deviations below this share of the mean's size are float32 rounding of a constant feature. */
const constantShare = 1e-6

/**
 * @param values samples × features, row-major
 * @param isScaled false for features that stay as they are (mean 0, deviation 1); all are scaled without it
 */
export function fitStandardization(
  values: Float32Array,
  features: number,
  isScaled?: readonly boolean[],
): Standardization {
  const samples = values.length / features
  const sums = new Float64Array(features)
  const squares = new Float64Array(features)
  for (let start = 0; start < values.length; start += features) {
    for (let f = 0; f < features; f++) sums[f]! += values[start + f]!
  }
  const means = Array.from(sums, (sum) => sum / samples)
  for (let start = 0; start < values.length; start += features) {
    for (let f = 0; f < features; f++) squares[f]! += (values[start + f]! - means[f]!) ** 2
  }
  const deviations = means.map((mean, f) => {
    const deviation = Math.sqrt(squares[f]! / samples)
    return deviation > constantShare * Math.abs(mean) ? deviation : 1
  })
  const isLeft = (f: number) => isScaled?.[f] === false
  return {
    means: means.map((mean, f) => (isLeft(f) ? 0 : mean)),
    deviations: deviations.map((deviation, f) => (isLeft(f) ? 1 : deviation)),
  }
}

/** Scales `values` in place. */
export function standardize(values: Float32Array, { means, deviations }: Standardization): void {
  const features = means.length
  for (let start = 0; start < values.length; start += features) {
    for (let f = 0; f < features; f++) {
      values[start + f] = (values[start + f]! - means[f]!) / deviations[f]!
    }
  }
}

/** Adds a number to each feature, in place. */
export function shiftFeatures(values: Float32Array, offsets: Float64Array): void {
  if (offsets.every((offset) => offset === 0)) return
  const features = offsets.length
  for (let start = 0; start < values.length; start += features) {
    for (let f = 0; f < features; f++) values[start + f]! += offsets[f]!
  }
}
