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
  const means = new Array<number>(features).fill(0)
  const squares = new Array<number>(features).fill(0)
  for (let k = 0; k < values.length; k++) means[k % features]! += values[k]! / samples
  for (let k = 0; k < values.length; k++)
    squares[k % features]! += (values[k]! - means[k % features]!) ** 2 / samples
  const deviations = squares.map((square, f) => {
    const deviation = Math.sqrt(square)
    return deviation > constantShare * Math.abs(means[f]!) ? deviation : 1
  })
  return { means, deviations }
}

/** Scales `values` in place. */
export function standardize(values: Float32Array, { means, deviations }: Standardization): void {
  const features = means.length
  for (let k = 0; k < values.length; k++) {
    const f = k % features
    values[k] = (values[k]! - means[f]!) / deviations[f]!
  }
}
