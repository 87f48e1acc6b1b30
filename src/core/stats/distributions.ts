/** Tails and quantiles of the distributions that the intervals and tests need; relative error about 1e-12. */

/** P(Z > x) for a standard normal Z. */
export function normalTail(x: number): number {
  return x >= 0 ? 0.5 * upperGamma(x * x) : 1 - 0.5 * upperGamma(x * x)
}

/** P(X > x) for χ² with one degree of freedom. */
export function chiSquaredTail(x: number): number {
  return upperGamma(x)
}

/** The z with P(Z ≤ z) = share, 0 < share < 1. */
export function normalQuantile(share: number): number {
  return share < 0.5 ? -quantileOfTail(share) : quantileOfTail(1 - share)
}

/** The z ≥ 0 with P(Z > z) = tail: bisection, then Newton's steps. */
function quantileOfTail(tail: number): number {
  let low = 0
  let high = 40
  while (high - low > 1e-3) {
    const middle = (low + high) / 2
    if (normalTail(middle) > tail) low = middle
    else high = middle
  }
  let z = (low + high) / 2
  for (let step = 0; step < 4; step++)
    z += (normalTail(z) - tail) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI))
  return z
}

/** log n! by Stirling's series above 20, by the product below. */
export function logFactorial(n: number): number {
  if (n < 20) {
    let product = 1
    for (let k = 2; k <= n; k++) product *= k
    return Math.log(product)
  }
  const inverse = 1 / n
  const square = inverse * inverse
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series
}

/** log P(X = k) for X binomial with n trials of probability p, 0 < p < 1. */
export function logBinomial(k: number, n: number, p: number): number {
  const choices = logFactorial(n) - logFactorial(k) - logFactorial(n - k)
  return choices + k * Math.log(p) + (n - k) * Math.log1p(-p)
}

/** Two-sided exact test of k successes in n trials against probability ½. */
export function binomialTest(k: number, n: number): number {
  const fewer = Math.min(k, n - k)
  let tail = 0
  for (let j = 0; j <= fewer; j++) tail += Math.exp(logBinomial(j, n, 0.5))
  return Math.min(1, 2 * tail)
}

/** Regularised upper incomplete gamma function Q(½, x / 2): a series below, a continued fraction above. */
function upperGamma(x: number): number {
  const half = x / 2
  if (half <= 0) return 1
  return half < 1.5 ? 1 - gammaSeries(half) : gammaFraction(half)
}

/** P(½, x) = x^½ e^-x Σ x^n / Γ(n + 3/2). */
function gammaSeries(x: number): number {
  let term = 2
  let sum = term
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (n + 0.5)
    sum += term
  }
  return (sum * Math.sqrt(x) * Math.exp(-x)) / Math.sqrt(Math.PI)
}

/** Q(½, x) by Lentz's method. */
function gammaFraction(x: number): number {
  const tiny = 1e-300
  let b = x + 0.5
  let c = 1 / tiny
  let d = 1 / b
  let fraction = d
  for (let n = 1; n < 500; n++) {
    const a = -n * (n - 0.5)
    b += 2
    d = 1 / nonZero(a * d + b, tiny)
    c = nonZero(b + a / c, tiny)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return (Math.sqrt(x) * Math.exp(-x) * fraction) / Math.sqrt(Math.PI)
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
