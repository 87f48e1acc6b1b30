/** What the command `metrics` is given, `{labels, scores}` or `{targets, scores}`, and what it answers. */
import { badInput } from '@shared/errors'
import { readLabels } from '../labels'
import { finiteNumber, matrixFromRows, type Matrix } from '../matrix'
import {
  classificationMetrics,
  requireProbabilities,
  type ClassificationMetrics,
} from './classification-metrics'
import { multiLabelMetrics, type MultiLabelMetrics } from './multi-label'

export interface MetricsRequest {
  labels: Int32Array
  /** N × C probabilities, C ≥ 2. */
  scores: Matrix
}

/**
 * Every metric of one request: of labels, or of targets (N × C of 0 and 1), where a sample may be of several classes.
 * @throws FocalError `bad-input` naming the field and the index
 */
export function answerMetricsRequest(input: unknown): ClassificationMetrics | MultiLabelMetrics {
  const fields = readFields(input)
  if (fields['targets'] === undefined) {
    const { labels, scores } = readMetricsRequest(fields)
    return classificationMetrics(labels, scores)
  }
  if (fields['labels'] !== undefined)
    throw badInput('Give either labels or targets: both are there.', { field: 'labels' })
  const scores = matrixFromRows(fields['scores'], 'scores')
  requireProbabilities(scores)
  return multiLabelMetrics(matrixFromRows(fields['targets'], 'targets'), scores)
}

/**
 * Reads a request with labels from parsed JSON. Scores of one column, flat (N) or N × 1, are the probability of class 1.
 * @throws FocalError `bad-input` naming the field and the index
 */
export function readMetricsRequest(input: unknown): MetricsRequest {
  const { labels, scores } = readFields(input)
  const matrix = isFlat(scores) ? binaryScores(scores) : matrixFromRows(scores, 'scores')
  const wide = matrix.columns === 1 ? bothClasses(matrix) : matrix
  return { labels: readLabels(labels, wide.columns, wide.rows, 'scores'), scores: wide }
}

function readFields(input: unknown): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw badInput('The input must be an object: {"labels": [...], "scores": [[...], ...]}.', {
      field: 'labels',
    })
  }
  const unknown = Object.keys(input).find((key) => !['labels', 'targets', 'scores'].includes(key))
  if (unknown !== undefined) throw badInput(`The input has no field "${unknown}".`, { field: unknown })
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
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
