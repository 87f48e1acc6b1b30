/** Student's t distribution with a whole number of degrees of freedom. */

/** P(|T| ≤ t) for t ≥ 0: the finite sums of Abramowitz and Stegun, 26.7.3 and 26.7.4. */
export function studentCentre(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const isOdd = freedom % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = freedom === 1 ? 0 : term
  for (let power = isOdd ? 3 : 2; power <= freedom - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine
    sum += term
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}

/** The t with P(|T| ≤ t) = share, 0 < share < 1; by bisection, to a relative 1e-12. */
export function studentQuantile(share: number, freedom: number): number {
  let [low, high] = [0, 1]
  while (studentCentre(high, freedom) < share) high *= 2
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2
    if (studentCentre(middle, freedom) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
