/** Scaling of features to mean 0 and deviation 1, fitted on the training split alone. */
export interface Standardization {
  /** One a feature. */
  means: number[]
  /** Population deviation of each feature; 1 for a constant feature, which is only centred. */
  deviations: number[]
}

/** Deviations below this share of the mean's size are float32 rounding of a constant feature. */
const constantShare = 1e-6

/** @param values samples × features, row-major */
export function fitStandardization(values: Float32Array, features: number): Standardization {
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
  return { means, deviations }
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
