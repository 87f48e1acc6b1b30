/** Intervals of the differences between two runs that were measured on the same validation rows. */
import type { Difference, PairedScores } from '@shared/domain/paired'
import { badInput } from '@shared/errors'
import { createRandom, type Random } from '../sampling/random'
import { logBinomial } from '../stats/distributions'
import { quantile } from '../stats/summary'
import { meanOfDefined } from './confusion'
import { mcNemarOf, requireSameRows } from './paired'

export interface BootstrapOptions {
  seed: number
  /** Times the rows are drawn anew. */
  resamples?: number
  /** For instance 0.95. */
  confidence?: number
}

/**
 * Everything that two runs' predictions on the same rows tell of their difference, second − first.
 * @param labels true class number of each row
 * @param first predicted class numbers
 * @param second predicted class numbers
 * @param classes number of classes
 */
export function pairedScores(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  options: BootstrapOptions,
): PairedScores {
  const bootstrap = new PairedBootstrap(labels, first, second, classes, options)
  while (!bootstrap.isDone) bootstrap.draw()
  return bootstrap.scores()
}

/**
 * Bootstrap intervals (percentiles) of the differences between two runs. Rows are drawn anew within each class, so that
 * no class is lost, and both runs see the same rows. `draw` takes one resample, for callers that must not block.
 *
 * Rows that both runs have right are alike: their number in a resample is binomial. So a resample costs only the rows
 * that some run has wrong.
 */
export class PairedBootstrap {
  private readonly strata: Stratum[]
  private readonly rows: number
  private readonly resamples: number
  private readonly confidence: number
  private readonly accuracy: Float64Array
  private readonly balancedAccuracy: Float64Array
  private readonly macroF1: Float64Array
  private readonly recall: Float64Array[]
  private readonly firstCounts: Counts
  private readonly secondCounts: Counts
  private drawn = 0

  constructor(
    labels: ArrayLike<number>,
    first: ArrayLike<number>,
    second: ArrayLike<number>,
    classes: number,
    { seed, resamples = 2000, confidence = 0.95 }: BootstrapOptions,
  ) {
    requireSameRows(labels, first, second)
    this.strata = strataOf(labels, first, second, classes, seed)
    this.rows = labels.length
    this.resamples = resamples
    this.confidence = confidence
    this.accuracy = new Float64Array(resamples)
    this.balancedAccuracy = new Float64Array(resamples)
    this.macroF1 = new Float64Array(resamples)
    this.recall = Array.from({ length: classes }, () => new Float64Array(resamples))
    this.firstCounts = blankCounts(classes)
    this.secondCounts = blankCounts(classes)
  }

  get isDone(): boolean {
    return this.drawn >= this.resamples
  }

  /** Draws the rows anew, once. */
  draw(): void {
    const at = this.drawn++
    this.clear()
    this.strata.forEach((stratum, truth) => {
      if (stratum.rows === 0) return
      const mistaken = stratum.drawMistaken()
      this.count(truth, truth, truth, stratum.rows - mistaken)
      for (let k = 0; k < mistaken; k++) {
        const row = Math.floor((stratum.random.uint32() / 2 ** 32) * stratum.first.length)
        this.count(truth, stratum.first[row]!, stratum.second[row]!, 1)
      }
    })
    const { accuracy, balancedAccuracy, macroF1, recall } = this.differences()
    this.accuracy[at] = accuracy
    this.balancedAccuracy[at] = balancedAccuracy
    this.macroF1[at] = macroF1
    recall.forEach((value, c) => (this.recall[c]![at] = value ?? 0))
  }

  /** What was measured, with the intervals of what was drawn. */
  scores(): PairedScores {
    this.clear()
    this.strata.forEach(({ rows, first, second }, truth) => {
      this.count(truth, truth, truth, rows - first.length)
      first.forEach((prediction, row) => this.count(truth, prediction, second[row]!, 1))
    })
    const measured = this.differences()
    const tests = this.strata.map(({ first, second }, truth) => {
      const onlyFirst = first.reduce((sum, prediction) => sum + Number(prediction === truth), 0)
      const onlySecond = second.reduce((sum, prediction) => sum + Number(prediction === truth), 0)
      return mcNemarOf(onlyFirst, onlySecond)
    })
    const total = (name: 'onlyFirst' | 'onlySecond') => tests.reduce((sum, test) => sum + test[name], 0)
    return {
      rows: this.rows,
      mcNemar: mcNemarOf(total('onlyFirst'), total('onlySecond')),
      accuracy: this.interval(measured.accuracy, this.accuracy),
      balancedAccuracy: this.interval(measured.balancedAccuracy, this.balancedAccuracy),
      macroF1: this.interval(measured.macroF1, this.macroF1),
      recall: measured.recall.map((value, c) =>
        value === null ? null : { ...this.interval(value, this.recall[c]!), ...tests[c]! },
      ),
    }
  }

  private clear(): void {
    for (const { hits, predicted } of [this.firstCounts, this.secondCounts]) {
      hits.fill(0)
      predicted.fill(0)
    }
  }

  private count(truth: number, first: number, second: number, rows: number): void {
    this.firstCounts.predicted[first]! += rows
    this.secondCounts.predicted[second]! += rows
    if (first === truth) this.firstCounts.hits[truth]! += rows
    if (second === truth) this.secondCounts.hits[truth]! += rows
  }

  /** Of the rows that are counted at the moment. */
  private differences() {
    const { firstCounts, secondCounts } = this
    let gained = 0
    const f1: (number | null)[] = []
    const recall = this.strata.map(({ rows }, c) => {
      if (rows === 0) {
        f1.push(null)
        return null
      }
      const more = secondCounts.hits[c]! - firstCounts.hits[c]!
      gained += more
      f1.push(f1Of(secondCounts, c, rows) - f1Of(firstCounts, c, rows))
      return more / rows
    })
    return {
      accuracy: gained / this.rows,
      balancedAccuracy: meanOfDefined(recall),
      macroF1: meanOfDefined(f1),
      recall,
    }
  }

  private interval(value: number, draws: Float64Array): Difference {
    const sorted = draws.slice(0, this.drawn).sort()
    return {
      value,
      low: quantile(sorted, (1 - this.confidence) / 2),
      high: quantile(sorted, (1 + this.confidence) / 2),
    }
  }
}

/** By class: rows that are right, and rows predicted to be of it. */
interface Counts {
  hits: Float64Array
  predicted: Float64Array
}

function blankCounts(classes: number): Counts {
  return { hits: new Float64Array(classes), predicted: new Float64Array(classes) }
}

function f1Of({ hits, predicted }: Counts, c: number, rows: number): number {
  return (2 * hits[c]!) / (rows + predicted[c]!)
}

/** The rows of one class; of those that some run has wrong what both predict. */
interface Stratum {
  rows: number
  first: Int32Array
  second: Int32Array
  random: Random
  /** How many of as many rows drawn anew some run has wrong. */
  drawMistaken: () => number
}

function strataOf(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  seed: number,
): Stratum[] {
  const rows = new Float64Array(classes)
  const mistaken = Array.from({ length: classes }, () => ({ first: [] as number[], second: [] as number[] }))
  for (let i = 0; i < labels.length; i++) {
    const truth = requireClass(labels[i]!, 'labels', i, classes)
    rows[truth]! += 1
    if (first[i] === truth && second[i] === truth) continue
    mistaken[truth]!.first.push(requireClass(first[i]!, 'predictions', i, classes))
    mistaken[truth]!.second.push(requireClass(second[i]!, 'predictions', i, classes))
  }
  return mistaken.map((wrong, c) => {
    const random = createRandom(seed, `bootstrap of class ${c}`)
    const share = rows[c] === 0 ? 0 : wrong.first.length / rows[c]!
    return {
      rows: rows[c]!,
      first: Int32Array.from(wrong.first),
      second: Int32Array.from(wrong.second),
      random,
      drawMistaken: binomialSampler(rows[c]!, share, random),
    }
  })
}

/** Draws binomial numbers by inverting the distribution, tabulated within 12 standard deviations of its mean. */
function binomialSampler(n: number, p: number, random: Random): () => number {
  if (p === 0 || p === 1) return () => n * p
  const reach = 12 * Math.sqrt(n * p * (1 - p)) + 12
  const start = Math.max(0, Math.floor(n * p - reach))
  const end = Math.min(n, Math.ceil(n * p + reach))
  const cumulative = new Float64Array(end - start + 1)
  let sum = 0
  for (let k = start; k <= end; k++) {
    sum += Math.exp(logBinomial(k, n, p))
    cumulative[k - start] = sum
  }
  return () => start + firstAbove(cumulative, random.uniform() * sum)
}

function firstAbove(cumulative: Float64Array, value: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cumulative[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}

function requireClass(value: number, field: string, at: number, classes: number): number {
  if (Number.isInteger(value) && value >= 0 && value < classes) return value
  throw badInput(`${field}[${at}] is ${value}, but there are ${classes} classes.`, { field })
}
