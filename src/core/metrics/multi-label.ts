/** Metrics where a sample may be of several classes at a time: every column is a yes-or-no question. */
import { badInput } from '@shared/errors'
import type { Matrix } from '../matrix'
import { meanOfDefined } from './confusion'
import { rankingScores } from './ranking'

/** Scores of one label, or pooled over all. Divisions by nothing give 0, as in scikit-learn (zero_division=0). */
export interface LabelScores {
  /** Samples that have the label. */
  support: number
  precision: number
  recall: number
  f1: number
  /** null without positives. */
  averagePrecision: number | null
  /** null without positives or without negatives. */
  rocAuc: number | null
}

/** Means over labels; labels that no sample has are left out, and null is the mean of nothing. */
export type MacroScores = { [Name in Exclude<keyof LabelScores, 'support'>]: number | null }

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
    precision: predicted === 0 ? 0 : correct / predicted,
    recall: support === 0 ? 0 : correct / support,
    f1: support + predicted === 0 ? 0 : (2 * correct) / (support + predicted),
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
