/** Intervals of the differences between two runs that were measured on the same validation rows. */
import type { Difference, PairedScores } from '@shared/domain/paired'
import { badInput } from '@shared/errors'
import { createRandom, type Random } from '../sampling/random'
import { binomialSampler } from '../stats/binomial-sampler'
import { mcNemarOf, requireSameRows } from './paired'
import { PairedPermutation } from './paired-permutation'
import { percentileInterval } from './percentile-interval'
import { blankCounts, clearCounts, countDifferences, type PredictionCounts } from './prediction-counts'

export interface BootstrapOptions {
  seed: number
  /** Times the rows are drawn anew; `defaultResamples` where absent. */
  resamples?: number
  /** For instance 0.95. */
  confidence?: number
}

const mostResamples = 10_000
const leastResamples = 2000
/** Rows drawn in all resamples together, above which there are fewer resamples. */
const rowsDrawn = 6e7
/** Keeping the differences of a class takes about as long, and the memory, of so many rows. */
const rowsOfClass = 25

/** 10,000; fewer, down to 2,000, where some run has more than 6,000 rows wrong or there are more than 240 classes. */
export function defaultResamples(mistakenRows: number, classes: number): number {
  const affordable = Math.floor(rowsDrawn / Math.max(1, mistakenRows, rowsOfClass * classes))
  return Math.max(leastResamples, Math.min(mostResamples, affordable))
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
  while (!bootstrap.isDone) bootstrap.step()
  return bootstrap.scores()
}

/**
 * Bootstrap intervals (percentiles) of the differences between two runs. Rows are drawn anew within each class, so that
 * no class is lost, and both runs see the same rows. A permutation test of the figures that rest on few rows of rare classes
 * comes with them. `step` does a small part of it, for callers that must not block.
 *
 * Rows that both runs have right are alike: their number in a resample is binomial. So a resample costs only the rows
 * that some run has wrong.
 */
export class PairedBootstrap {
  private readonly strata: Stratum[]
  private readonly support: number[]
  private readonly permutation: PairedPermutation
  private readonly rows: number
  private readonly resamples: number
  private readonly confidence: number
  private readonly accuracy: Float64Array
  private readonly balancedAccuracy: Float64Array
  private readonly macroF1: Float64Array
  private readonly recall: Float64Array[]
  private readonly firstCounts: PredictionCounts
  private readonly secondCounts: PredictionCounts
  private drawn = 0
  /** Of the lists of recalls and, as the last, the three others. */
  private sorted = 0

  constructor(
    labels: ArrayLike<number>,
    first: ArrayLike<number>,
    second: ArrayLike<number>,
    classes: number,
    { seed, resamples, confidence = 0.95 }: BootstrapOptions,
  ) {
    requireSameRows(labels, first, second)
    this.strata = strataOf(labels, first, second, classes, seed)
    this.support = this.strata.map(({ rows }) => rows)
    this.permutation = new PairedPermutation(labels, first, second, this.support, seed)
    this.rows = labels.length
    const mistaken = this.strata.reduce((sum, stratum) => sum + stratum.first.length, 0)
    this.resamples = resamples ?? defaultResamples(mistaken, classes)
    this.confidence = confidence
    this.accuracy = new Float64Array(this.resamples)
    this.balancedAccuracy = new Float64Array(this.resamples)
    this.macroF1 = new Float64Array(this.resamples)
    this.recall = Array.from({ length: classes }, () => new Float64Array(this.resamples))
    this.firstCounts = blankCounts(classes)
    this.secondCounts = blankCounts(classes)
  }

  get isDone(): boolean {
    return this.sorted > this.recall.length && this.permutation.isDone
  }

  /** Draws the rows anew once, sorts some of what was drawn, or looks at one set of swaps. */
  step(): void {
    if (this.drawn < this.resamples) this.draw()
    else if (this.sorted <= this.recall.length) this.sort()
    else this.permutation.step()
  }

  private sort(): void {
    const at = this.sorted++
    if (at < this.recall.length) this.recall[at]?.sort()
    else for (const draws of [this.accuracy, this.balancedAccuracy, this.macroF1]) draws.sort()
  }

  private draw(): void {
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

  /** What was measured, with the intervals of what was drawn; once it is done. */
  scores(): PairedScores {
    this.clear()
    this.strata.forEach(({ rows, first, second }, truth) => {
      this.count(truth, truth, truth, rows - first.length)
      first.forEach((prediction, row) => this.count(truth, prediction, second[row]!, 1))
    })
    const measured = this.differences()
    const pValues = this.permutation.pValues()
    const tests = this.strata.map(({ first, second }, truth) => {
      const onlyFirst = first.reduce((sum, prediction) => sum + Number(prediction === truth), 0)
      const onlySecond = second.reduce((sum, prediction) => sum + Number(prediction === truth), 0)
      return mcNemarOf(onlyFirst, onlySecond)
    })
    const total = (name: 'onlyFirst' | 'onlySecond') => tests.reduce((sum, test) => sum + test[name], 0)
    return {
      rows: this.rows,
      mcNemar: mcNemarOf(total('onlyFirst'), total('onlySecond')),
      support: this.support,
      accuracy: this.interval(measured.accuracy, this.accuracy),
      balancedAccuracy: {
        ...this.interval(measured.balancedAccuracy, this.balancedAccuracy),
        pValue: pValues.balancedAccuracy,
      },
      macroF1: { ...this.interval(measured.macroF1, this.macroF1), pValue: pValues.macroF1 },
      recall: measured.recall.map((value, c) =>
        value === null ? null : { ...this.interval(value, this.recall[c]!), ...tests[c]! },
      ),
    }
  }

  private clear(): void {
    clearCounts(this.firstCounts)
    clearCounts(this.secondCounts)
  }

  private count(truth: number, first: number, second: number, rows: number): void {
    this.firstCounts.predicted[first]! += rows
    this.secondCounts.predicted[second]! += rows
    if (first === truth) this.firstCounts.hits[truth]! += rows
    if (second === truth) this.secondCounts.hits[truth]! += rows
  }

  /** Of the rows that are counted at the moment. */
  private differences() {
    return countDifferences(this.support, this.firstCounts, this.secondCounts)
  }

  private interval(value: number, sorted: Float64Array): Difference {
    return percentileInterval(value, sorted, this.confidence)
  }
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

function requireClass(value: number, field: string, at: number, classes: number): number {
  if (Number.isInteger(value) && value >= 0 && value < classes) return value
  throw badInput(`${field}[${at}] is ${value}, but there are ${classes} classes.`, { field })
}
