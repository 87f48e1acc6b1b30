/** Differences between two runs on the same validation rows, where a row may have several labels. */
import type { PairedScores } from '@shared/domain/paired'
import { badInput } from '@shared/errors'
import { createRandom, type Random } from '../sampling/random'
import { binomialSampler } from '../stats/binomial-sampler'
import { meanOfDefined } from './confusion'
import { mcNemarOf } from './paired'
import type { BootstrapOptions } from './paired-bootstrap'
import { percentileInterval } from './percentile-interval'

const mostDraws = 10_000
const leastDraws = 1000
/** Rows and answers drawn in all resamples together, above which there are fewer resamples. */
const answersDrawn = 6e7
/** Differences nearer than this are the same: they are sums of the same shares in another order. */
const rounding = 1e-12

/** Outcomes of one label on a row, by the bits of a code: 4 the row has the label, 2 the first, 1 the second run says so. */
const codes = 8

export interface LabelPredictions {
  /** rows × labels, row-major, of 0 and 1 */
  targets: Uint8Array
  /** The same: which labels each run predicts. */
  first: Uint8Array
  second: Uint8Array
  labels: number
}

/**
 * The bootstrap draws whole rows anew, not by class: a row is of several. The permutation test swaps all answers of a row
 * together. Accuracy is that of whole rows (subset accuracy). `step` does a small part, for callers that must not block.
 */
export class PairedLabels {
  private readonly rows: number
  private readonly labels: number
  private readonly events: RowEvents
  private readonly patterns: Pattern[]
  /** By label and code, of the rows that are counted at the moment; code 0 is not counted. */
  private readonly tally: Float64Array
  /** The same of the answers that both runs give alike. */
  private readonly agreed: Float64Array
  private readonly random: Random
  private readonly resamples: number
  private readonly swaps: number
  private readonly confidence: number
  private readonly drawnFigures: Record<'accuracy' | 'balancedAccuracy' | 'macroF1', Float64Array>
  private readonly drawnRecall: Float64Array[]
  private readonly measured: Differences
  private readonly extreme = { balancedAccuracy: 0, macroF1: 0 }
  private done = 0

  /** @throws FocalError `bad-input` where the predictions are of other rows */
  constructor(
    predictions: LabelPredictions,
    { seed, resamples, swaps = mostDraws, confidence = 0.95 }: BootstrapOptions & { swaps?: number },
  ) {
    const { targets, first, second, labels } = predictions
    if (first.length !== targets.length || second.length !== targets.length)
      throw badInput('Two runs compare on the same rows: give as many predictions as targets.', {
        field: 'predictions',
      })
    this.labels = labels
    this.rows = targets.length / labels
    this.events = rowEvents(predictions)
    this.tally = new Float64Array(labels * codes)
    this.agreed = new Float64Array(labels * codes)
    this.random = createRandom(seed, 'bootstrap of rows')
    this.patterns = patternsOf(this.events, this.rows, this.agreed, createRandom(seed, 'swaps'))
    const affordable = Math.floor(answersDrawn / Math.max(1, this.rows + this.events.answers.length))
    this.resamples = resamples ?? Math.max(leastDraws, Math.min(mostDraws, affordable))
    this.swaps = swaps
    this.confidence = confidence
    const list = () => new Float64Array(this.resamples)
    this.drawnFigures = { accuracy: list(), balancedAccuracy: list(), macroF1: list() }
    this.drawnRecall = Array.from({ length: labels }, list)
    this.measured = this.measure((at) => at)
  }

  get isDone(): boolean {
    return this.done >= this.resamples + this.swaps + this.labels + 3
  }

  /** Draws the rows anew once, swaps once, or sorts some of what was drawn. */
  step(): void {
    const at = this.done++
    if (at < this.resamples)
      this.keep(
        at,
        this.measure(() => this.anyRow()),
      )
    else if (at < this.resamples + this.swaps) this.swap()
    else this.lists()[at - this.resamples - this.swaps]?.sort()
  }

  /** What was measured, with the intervals of what was drawn; once it is done. */
  scores(): PairedScores {
    this.measure((at) => at)
    const count = (label: number, code: number) => this.tally[label * codes + code]!
    const all = Array.from({ length: this.labels }, (_, label) => label)
    const interval = (value: number, drawn: Float64Array) => percentileInterval(value, drawn, this.confidence)
    const { accuracy, balancedAccuracy, macroF1 } = this.drawnFigures
    const pValue = (extreme: number) => (extreme + 1) / (this.swaps + 1)
    const [onlyFirst, onlySecond] = this.events.onlyRight
    return {
      rows: this.rows,
      support: all.map((label) => this.support(label)),
      mcNemar: mcNemarOf(onlyFirst, onlySecond),
      accuracy: interval(this.measured.accuracy, accuracy),
      balancedAccuracy: {
        ...interval(this.measured.balancedAccuracy, balancedAccuracy),
        pValue: pValue(this.extreme.balancedAccuracy),
      },
      macroF1: { ...interval(this.measured.macroF1, macroF1), pValue: pValue(this.extreme.macroF1) },
      recall: this.measured.recall.map((value, label) =>
        value === null
          ? null
          : {
              ...interval(value, this.drawnRecall[label]!),
              ...mcNemarOf(count(label, 6), count(label, 5)),
            },
      ),
      answers: all.map((label) =>
        mcNemarOf(count(label, 6) + count(label, 1), count(label, 5) + count(label, 2)),
      ),
    }
  }

  private lists(): Float64Array[] {
    return [...this.drawnRecall, ...Object.values(this.drawnFigures)]
  }

  private anyRow(): number {
    return Math.floor((this.random.uint32() / 2 ** 32) * this.rows)
  }

  private keep(at: number, { accuracy, balancedAccuracy, macroF1, recall }: Differences): void {
    this.drawnFigures.accuracy[at] = accuracy
    this.drawnFigures.balancedAccuracy[at] = balancedAccuracy
    this.drawnFigures.macroF1[at] = macroF1
    recall.forEach((value, label) => (this.drawnRecall[label]![at] = value ?? NaN))
  }

  /** The differences on as many rows as there are, chosen one by one. */
  private measure(rowAt: (at: number) => number): Differences {
    const { tally } = this
    const { starts, answers, gains } = this.events
    tally.fill(0)
    let gained = 0
    for (let at = 0; at < this.rows; at++) {
      const row = rowAt(at)
      gained += gains[row]!
      for (let k = starts[row]!; k < starts[row + 1]!; k++) tally[answers[k]!]! += 1
    }
    return { accuracy: gained / this.rows, ...this.differences() }
  }

  private swap(): void {
    this.tally.set(this.agreed)
    for (const { answers, rows, sample } of this.patterns) {
      const kept = sample()
      for (const answer of answers) {
        this.tally[answer]! += kept
        this.tally[swapped(answer)]! += rows - kept
      }
    }
    const { balancedAccuracy, macroF1 } = this.differences()
    const isAsLarge = (found: number, measured: number) => Math.abs(found) >= Math.abs(measured) - rounding
    if (isAsLarge(balancedAccuracy, this.measured.balancedAccuracy)) this.extreme.balancedAccuracy += 1
    if (isAsLarge(macroF1, this.measured.macroF1)) this.extreme.macroF1 += 1
  }

  /** From the tally; undefined figures are NaN, and of a label null. */
  private differences(): Omit<Differences, 'accuracy'> {
    const { tally, rows } = this
    const recall: (number | null)[] = []
    const balanced: (number | null)[] = []
    const f1: (number | null)[] = []
    for (let label = 0, at = 0; label < this.labels; label++, at += codes) {
      const support = this.support(label)
      const ofRecall = support === 0 ? null : (tally[at + 5]! - tally[at + 6]!) / support
      const ofSpecificity = support === rows ? null : (tally[at + 2]! - tally[at + 1]!) / (rows - support)
      recall.push(ofRecall)
      balanced.push(meanOfDefined([ofRecall, ofSpecificity]))
      if (support === 0) {
        f1.push(null)
        continue
      }
      const first = f1Of(tally[at + 7]! + tally[at + 6]!, tally[at + 3]! + tally[at + 2]!, support)
      const second = f1Of(tally[at + 7]! + tally[at + 5]!, tally[at + 3]! + tally[at + 1]!, support)
      f1.push(second - first)
    }
    return { balancedAccuracy: meanOfDefined(balanced), macroF1: meanOfDefined(f1), recall }
  }

  /** Rows with the label, of those counted. */
  private support(label: number): number {
    const at = label * codes
    return this.tally[at + 4]! + this.tally[at + 5]! + this.tally[at + 6]! + this.tally[at + 7]!
  }
}

/** @param wrong rows that are said to have the label, and have it not */
function f1Of(hits: number, wrong: number, support: number): number {
  return (2 * hits) / (support + hits + wrong)
}

/** second − first */
interface Differences {
  accuracy: number
  balancedAccuracy: number
  macroF1: number
  recall: (number | null)[]
}

/** The answers that are not no by all, as label × codes + code, and the rows they are on. */
interface RowEvents {
  /** rows + 1: where the answers of each row begin. */
  starts: Int32Array
  answers: Int32Array
  /** 1 where only the second run has all answers of a row right, -1 where only the first. */
  gains: Int8Array
  onlyRight: [first: number, second: number]
}

function rowEvents({ targets, first, second, labels }: LabelPredictions): RowEvents {
  const rows = targets.length / labels
  const starts = new Int32Array(rows + 1)
  const gains = new Int8Array(rows)
  const onlyRight: [number, number] = [0, 0]
  let length = 0
  for (let i = 0; i < targets.length; i++) if (targets[i]! + first[i]! + second[i]! > 0) length++
  const answers = new Int32Array(length)
  for (let row = 0, i = 0, k = 0; row < rows; row++) {
    let [firstRight, secondRight] = [true, true]
    for (let label = 0; label < labels; label++, i++) {
      const code = 4 * targets[i]! + 2 * first[i]! + second[i]!
      if (code !== 0) answers[k++] = label * codes + code
      if (first[i] !== targets[i]) firstRight = false
      if (second[i] !== targets[i]) secondRight = false
    }
    starts[row + 1] = k
    gains[row] = Number(secondRight) - Number(firstRight)
    if (firstRight && !secondRight) onlyRight[0] += 1
    if (secondRight && !firstRight) onlyRight[1] += 1
  }
  return { starts, answers, gains, onlyRight }
}

/** Rows on which the two runs differ in the same way, whichever is which. */
interface Pattern {
  answers: number[]
  rows: number
  sample: () => number
}

function patternsOf(
  { starts, answers }: RowEvents,
  rows: number,
  agreed: Float64Array,
  random: Random,
): Pattern[] {
  const found = new Map<string, { answers: number[]; rows: number }>()
  for (let row = 0; row < rows; row++) {
    const all = Array.from(answers.subarray(starts[row], starts[row + 1]))
    const differing = all.filter((answer) => swapped(answer) !== answer)
    for (const answer of all) if (swapped(answer) === answer) agreed[answer]! += 1
    const [head] = differing
    if (head === undefined) continue
    const oriented = head < swapped(head) ? differing : differing.map(swapped)
    const key = oriented.join()
    const pattern = found.get(key)
    if (pattern === undefined) found.set(key, { answers: oriented, rows: 1 })
    else pattern.rows += 1
  }
  return [...found.values()].map((pattern) => ({
    ...pattern,
    sample: binomialSampler(pattern.rows, 0.5, random),
  }))
}

/** The same answer with the two runs' parts exchanged. */
function swapped(answer: number): number {
  const runs = answer & 3
  return runs === 1 || runs === 2 ? answer ^ 3 : answer
}
