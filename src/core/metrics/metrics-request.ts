/** What the command `metrics` is given: `{labels, scores}`. */
import { badInput } from '@shared/errors'
import { readLabels } from '../labels'
import { finiteNumber, matrixFromRows, type Matrix } from '../matrix'

export interface MetricsRequest {
  labels: Int32Array
  /** N × C probabilities, C ≥ 2. */
  scores: Matrix
}

/**
 * Reads a request from parsed JSON. Scores of one column, flat (N) or N × 1, are the probability of class 1.
 * @throws FocalError `bad-input` naming the field and the index
 */
export function readMetricsRequest(input: unknown): MetricsRequest {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw badInput('The input must be an object: {"labels": [...], "scores": [[...], ...]}.', {
      field: 'labels',
    })
  }
  const unknown = Object.keys(input).find((key) => key !== 'labels' && key !== 'scores')
  if (unknown !== undefined) throw badInput(`The input has no field "${unknown}".`, { field: unknown })
  const { labels, scores } = input as { labels?: unknown; scores?: unknown }
  const matrix = isFlat(scores) ? binaryScores(scores) : matrixFromRows(scores, 'scores')
  const wide = matrix.columns === 1 ? bothClasses(matrix) : matrix
  return { labels: readLabels(labels, wide.columns, wide.rows, 'scores'), scores: wide }
}

function isFlat(scores: unknown): scores is unknown[] {
  return Array.isArray(scores) && scores.length > 0 && !Array.isArray(scores[0])
}

function binaryScores(scores: readonly unknown[]): Matrix {
  const data = Float64Array.from(scores, (score, i) => finiteNumber(score, `scores[${i}]`, 'scores'))
  return { data, rows: data.length, columns: 1 }
}

function bothClasses({ data, rows }: Matrix): Matrix {
  const wide = new Float64Array(2 * rows)
  data.forEach((probability, i) => {
    wide[2 * i] = 1 - probability
    wide[2 * i + 1] = probability
  })
  return { data: wide, rows, columns: 2 }
}
