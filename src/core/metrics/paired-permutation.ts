/** A paired permutation test of two runs that were measured on the same validation rows. */
import { createRandom } from '../sampling/random'
import { binomialSampler } from '../stats/binomial-sampler'
import { logBinomial } from '../stats/distributions'
import { blankCounts, clearCounts, countDifferences, type PredictionCounts } from './prediction-counts'

/** Up to so many different outcomes of all swaps each of them is weighed; above they are drawn. */
const exactUpTo = 10_000
const drawn = 10_000
/** Differences nearer than this are the same: they are sums of the same shares in another order. */
const rounding = 1e-12

/** Rows of one class for which one run predicts `low` and the other `high`. */
interface Cell {
  truth: number
  low: number
  high: number
  rows: number
  /** Rows for which the first run predicts `low`, as measured. */
  firstLow: number
}

/**
 * Were it all the same which of two runs made which prediction, how often would the difference of the two be as large as
 * measured, whatever its sign? Within each row the two predictions are swapped or not, by the toss of a coin (Fisher's
 * randomization test; Edgington & Onghena 2007, "Randomization tests"; for F scores Yeh 2000, "More accurate tests for
 * the statistical significance of result differences"). Rows with equal predictions do not matter, and of the others only
 * how many of a class have the same two predictions. `step` takes one set of swaps, for callers that must not block.
 */
export class PairedPermutation {
  readonly method: 'exact' | 'drawn'
  private readonly cells: Cell[]
  private readonly steps: number
  private readonly samplers: (() => number)[]
  private readonly first: PredictionCounts
  private readonly second: PredictionCounts
  private readonly agreed: PredictionCounts
  private readonly measured: { balancedAccuracy: number; macroF1: number }
  private readonly extreme = { balancedAccuracy: 0, macroF1: 0 }
  private done = 0

  /**
   * @param labels true class number of each row
   * @param support rows of each class
   */
  constructor(
    labels: ArrayLike<number>,
    first: ArrayLike<number>,
    second: ArrayLike<number>,
    private readonly support: readonly number[],
    seed: number,
  ) {
    const classes = support.length
    this.first = blankCounts(classes)
    this.second = blankCounts(classes)
    this.agreed = blankCounts(classes)
    this.cells = cellsOf(labels, first, second, classes, this.agreed)
    const outcomes = this.cells.reduce((product, { rows }) => product * (rows + 1), 1)
    this.method = outcomes <= exactUpTo ? 'exact' : 'drawn'
    this.steps = this.method === 'exact' ? outcomes : drawn
    const random = createRandom(seed, 'swaps')
    this.samplers =
      this.method === 'exact' ? [] : this.cells.map(({ rows }) => binomialSampler(rows, 0.5, random))
    this.measured = this.differences(this.cells.map(({ firstLow }) => firstLow))
  }

  get isDone(): boolean {
    return this.done >= this.steps
  }

  /** Looks at one set of swaps: the next of all, or one drawn. */
  step(): void {
    const at = this.done++
    const firstLow = this.method === 'exact' ? this.outcome(at) : this.samplers.map((sample) => sample())
    const weight = this.method === 'exact' ? this.probability(firstLow) : 1
    const { balancedAccuracy, macroF1 } = this.differences(firstLow)
    if (isAsLarge(balancedAccuracy, this.measured.balancedAccuracy)) this.extreme.balancedAccuracy += weight
    if (isAsLarge(macroF1, this.measured.macroF1)) this.extreme.macroF1 += weight
  }

  /** Two-sided p values; of drawn swaps those measured are one more (Phipson & Smyth 2010), so that none is 0. */
  pValues(): { balancedAccuracy: number; macroF1: number } {
    const pValue = (extreme: number) =>
      this.method === 'exact' ? Math.min(1, extreme) : (extreme + 1) / (this.done + 1)
    return {
      balancedAccuracy: pValue(this.extreme.balancedAccuracy),
      macroF1: pValue(this.extreme.macroF1),
    }
  }

  /** The numbers of one outcome of all, by its place among them. */
  private outcome(place: number): number[] {
    let rest = place
    return this.cells.map(({ rows }) => {
      const number = rest % (rows + 1)
      rest = Math.floor(rest / (rows + 1))
      return number
    })
  }

  private probability(firstLow: readonly number[]): number {
    return Math.exp(this.cells.reduce((sum, { rows }, i) => sum + logBinomial(firstLow[i]!, rows, 0.5), 0))
  }

  /** Where the first run has so many of the lower predictions of each cell, and the second the others. */
  private differences(firstLow: readonly number[]) {
    const { first, second, agreed } = this
    for (const counts of [first, second]) {
      clearCounts(counts)
      counts.hits.set(agreed.hits)
      counts.predicted.set(agreed.predicted)
    }
    this.cells.forEach((cell, i) => {
      addTo(first, cell, firstLow[i]!)
      addTo(second, cell, cell.rows - firstLow[i]!)
    })
    return countDifferences(this.support, first, second)
  }
}

function addTo({ hits, predicted }: PredictionCounts, { truth, low, high, rows }: Cell, ofLow: number): void {
  predicted[low]! += ofLow
  predicted[high]! += rows - ofLow
  if (low === truth) hits[truth]! += ofLow
  else if (high === truth) hits[truth]! += rows - ofLow
}

function isAsLarge(difference: number, measured: number): boolean {
  return Math.abs(difference) >= Math.abs(measured) - rounding
}

/** Fills in what both runs predict alike, too. */
function cellsOf(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  agreed: PredictionCounts,
): Cell[] {
  const cells = new Map<number, Cell>()
  for (let i = 0; i < labels.length; i++) {
    const [truth, one, other] = [labels[i]!, first[i]!, second[i]!]
    if (one === other) {
      agreed.predicted[one]! += 1
      if (one === truth) agreed.hits[truth]! += 1
      continue
    }
    const [low, high] = one < other ? [one, other] : [other, one]
    const key = (truth * classes + low) * classes + high
    let cell = cells.get(key)
    if (cell === undefined) cells.set(key, (cell = { truth, low, high, rows: 0, firstLow: 0 }))
    cell.rows += 1
    if (one === low) cell.firstLow += 1
  }
  return [...cells.values()]
}
