/** Metrics where a sample may be of several classes at a time: every column is a yes-or-no question. */
import { badInput } from '@shared/errors'
import type { Matrix } from '../matrix'
import { meanOfDefined } from './confusion'
import { rankingScores } from './ranking'

/** Scores of one label, or pooled over all. Of a label that no sample has nothing but the support is defined. */
export interface LabelScores {
  /** Samples that have the label. */
  support: number
  /** 0 where the label is never predicted, as in scikit-learn (zero_division=0). */
  precision: number | null
  recall: number | null
  f1: number | null
  /** null without positives. */
  averagePrecision: number | null
  /** null without positives or without negatives. */
  rocAuc: number | null
}

/** Means over labels; labels that no sample has are left out, and null is the mean of nothing. */
export type MacroScores = { [Name in Exclude<keyof LabelScores, 'support'>]: number | null }

/** The outcomes of one label, in samples. */
export type LabelOutcomes = [
  trueNegatives: number,
  falsePositives: number,
  falseNegatives: number,
  truePositives: number,
]

/** What follows from the outcomes alone. Of a label that no sample has, nothing but the support is defined. */
export interface OutcomeScores {
  /** Samples that have each label. */
  support: number[]
  recall: (number | null)[]
  /** 0 for a label that is never predicted. */
  precision: (number | null)[]
  f1: (number | null)[]
  /**
   * Mean over labels of (recall + specificity) / 2; where a label has no positives or no negatives, what is defined of
   * the two counts for it.
   */
  balancedAccuracy: number
  /** Mean of the F1 of the labels that occur; NaN where none does. */
  macroF1: number
}

export interface MultiLabelMetrics {
  /** Share of samples with every label right. */
  subsetAccuracy: number
  /** Share of all N × C answers that are wrong. */
  hammingLoss: number
  perLabel: LabelScores[]
  /** All N × C answers taken as one question. */
  micro: LabelScores
  macro: MacroScores
}

/**
 * @param targets N × C of 0 and 1
 * @param scores N × C probabilities
 * @param threshold a score of at least this says yes
 * @throws FocalError `bad-input` for other shapes or targets
 */
export function multiLabelMetrics(targets: Matrix, scores: Matrix, threshold = 0.5): MultiLabelMetrics {
  requireBinary(targets, scores)
  const perLabel = Array.from({ length: targets.columns }, (_, c) =>
    labelScores(column(targets, c), column(scores, c), threshold),
  )
  const present = perLabel.filter((label) => label.support > 0)
  const macroOf = (name: keyof MacroScores) => nullIfNaN(meanOfDefined(present.map((label) => label[name])))
  return {
    ...answersWrong(targets, scores, threshold),
    perLabel,
    micro: labelScores(targets.data, scores.data, threshold),
    macro: {
      precision: macroOf('precision'),
      recall: macroOf('recall'),
      f1: macroOf('f1'),
      averagePrecision: macroOf('averagePrecision'),
      rocAuc: macroOf('rocAuc'),
    },
  }
}

/**
 * Outcomes of each label, and how many samples have every answer right.
 * @param targets samples × labels, row-major, 0 or 1
 * @param predictions the same, 1 where a label is predicted
 */
export function labelOutcomes(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  labels: number,
): { outcomes: LabelOutcomes[]; samplesRight: number } {
  const outcomes = Array.from({ length: labels }, (): LabelOutcomes => [0, 0, 0, 0])
  let samplesRight = 0
  for (let start = 0; start < targets.length; start += labels) {
    let isRight = true
    for (let c = 0; c < labels; c++) {
      const [truth, answer] = [targets[start + c]!, predictions[start + c]!]
      outcomes[c]![2 * truth + answer]! += 1
      if (truth !== answer) isRight = false
    }
    if (isRight) samplesRight += 1
  }
  return { outcomes, samplesRight }
}

/** Scores of each label and their means, from the outcomes. */
export function outcomeScores(outcomes: readonly (readonly number[])[]): OutcomeScores {
  const scores = outcomes.map(([trueNo = 0, falseYes = 0, falseNo = 0, trueYes = 0]) => {
    const support = falseNo + trueYes
    const recall = support === 0 ? null : trueYes / support
    const specificity = trueNo + falseYes === 0 ? null : trueNo / (trueNo + falseYes)
    return {
      support,
      recall,
      precision: support === 0 ? null : trueYes === 0 ? 0 : trueYes / (trueYes + falseYes),
      f1: support === 0 ? null : (2 * trueYes) / (support + trueYes + falseYes),
      balanced: meanOfDefined([recall, specificity]),
    }
  })
  return {
    support: scores.map(({ support }) => support),
    recall: scores.map(({ recall }) => recall),
    precision: scores.map(({ precision }) => precision),
    f1: scores.map(({ f1 }) => f1),
    balancedAccuracy: meanOfDefined(scores.map(({ balanced }) => nullIfNaN(balanced))),
    macroF1: meanOfDefined(scores.map(({ f1 }) => f1)),
  }
}

function labelScores(targets: Float64Array, scores: Float64Array, threshold: number): LabelScores {
  let support = 0
  let predicted = 0
  let correct = 0
  for (let i = 0; i < targets.length; i++) {
    const isYes = scores[i]! >= threshold
    support += targets[i]!
    if (isYes) predicted++
    if (isYes && targets[i] === 1) correct++
  }
  return {
    support,
    precision: support === 0 ? null : predicted === 0 ? 0 : correct / predicted,
    recall: support === 0 ? null : correct / support,
    f1: support === 0 ? null : (2 * correct) / (support + predicted),
    ...rankingScores(
      scores.filter((_, i) => targets[i] === 1),
      scores.filter((_, i) => targets[i] === 0),
    ),
  }
}

function answersWrong(
  targets: Matrix,
  scores: Matrix,
  threshold: number,
): { subsetAccuracy: number; hammingLoss: number } {
  let wrong = 0
  let samplesRight = 0
  for (let i = 0; i < targets.rows; i++) {
    let wrongHere = 0
    for (let k = i * targets.columns; k < (i + 1) * targets.columns; k++) {
      if (Number(scores.data[k]! >= threshold) !== targets.data[k]) wrongHere++
    }
    wrong += wrongHere
    if (wrongHere === 0) samplesRight++
  }
  return { subsetAccuracy: samplesRight / targets.rows, hammingLoss: wrong / targets.data.length }
}

function column({ data, rows, columns }: Matrix, c: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * columns + c]!)
}

function nullIfNaN(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

function requireBinary(targets: Matrix, scores: Matrix): void {
  if (targets.rows !== scores.rows || targets.columns !== scores.columns) {
    throw badInput(
      `targets are ${targets.rows} × ${targets.columns}, but scores are ${scores.rows} × ${scores.columns}.`,
      {
        field: 'targets',
      },
    )
  }
  const wrong = targets.data.findIndex((value) => value !== 0 && value !== 1)
  if (wrong >= 0) {
    const place = `targets[${Math.floor(wrong / targets.columns)}][${wrong % targets.columns}]`
    throw badInput(`${place} is ${targets.data[wrong]}; it must be 0 or 1.`, { field: 'targets' })
  }
}
