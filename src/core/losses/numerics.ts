/**
 * Logarithms of probabilities that lose nothing at either end. 1 - p is never formed from p:
 * near p = 1 the subtraction would lose every digit (logits (40, 0, 1) would give 0 instead of 1.6e-17).
 */

/** log σ(x), for any finite x. */
export function logSigmoid(x: number): number {
  return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x))
}

/** σ(x) = 1 / (1 + e^-x), for any finite x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** log Σ_j exp(z_j) over `length` entries from `offset`. */
export function logSumExp(z: Float64Array, offset = 0, length = z.length): number {
  return logSumExpExcept(z, offset, length, -1)
}

/** log Σ_{j ≠ skip} exp(z_j) over `length` entries from `offset`; -Infinity where nothing is left. */
export function logSumExpExcept(z: Float64Array, offset: number, length: number, skip: number): number {
  let max = -Infinity
  for (let j = 0; j < length; j++) {
    if (j !== skip && z[offset + j]! > max) max = z[offset + j]!
  }
  if (max === -Infinity) return -Infinity
  let sum = 0
  for (let j = 0; j < length; j++) {
    if (j !== skip) sum += Math.exp(z[offset + j]! - max)
  }
  return max + Math.log(sum)
}

/**
 * The margin of class t: m = z_t - log Σ_{j ≠ t} exp(z_j). With it p_t = σ(m) and 1 - p_t = σ(-m),
 * so both logarithms are stable: log p_t = logSigmoid(m), log(1 - p_t) = logSigmoid(-m).
 */
export function margin(z: Float64Array, offset: number, classes: number, t: number): number {
  return z[offset + t]! - logSumExpExcept(z, offset, classes, t)
}

/** log(1 - p) from log p ≤ 0 (Mächler 2012, "Accurately computing log(1 - exp(-|a|))"). */
export function logOneMinusExp(logP: number): number {
  return logP > -Math.LN2 ? Math.log(-Math.expm1(logP)) : Math.log1p(-Math.exp(logP))
}
