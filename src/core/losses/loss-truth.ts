/** What is true of each sample: one label, or a target for every class. */
import { badInput } from '@shared/errors'
import { countLabels, readLabels } from '../labels'
import { requireFinite, type Matrix } from '../matrix'
import { sum } from '../sum'
import type { LossActivation, ResolvedLossSpec } from './loss-spec'

export type LossTruth =
  { labels: ArrayLike<number>; targets?: undefined } | { targets: Matrix; labels?: undefined }

/** Largest distance of a softmax target's sum from 1. */
const sumTolerance = 1e-6

/**
 * Checks labels or targets against the logits. Softmax targets that are all one-hot become labels, so that both ways to
 * say the same give the same; sigmoid labels become one-hot rows (with one column, label 1 is the positive class).
 * @throws FocalError `bad-input` naming the first wrong entry.
 */
export function readTruth(truth: LossTruth, logits: Matrix, activation: LossActivation): LossTruth {
  if (truth.labels !== undefined) {
    const oneColumn = activation === 'sigmoid' && logits.columns === 1
    const classes = oneColumn ? 2 : logits.columns
    const labels = readLabels(truth.labels, classes, logits.rows, 'logits')
    return activation === 'softmax' ? { labels } : { targets: oneHot(labels, logits.columns) }
  }
  checkTargets(truth.targets, logits, activation)
  const labels = activation === 'softmax' ? hardLabels(truth.targets) : null
  return labels === null ? truth : { labels }
}

/** Samples of each class, as the spec has them, or counted from the truth given (soft targets count in fractions). */
export function truthCounts(spec: ResolvedLossSpec, truth: LossTruth, classes: number): readonly number[] {
  if (spec.classCounts !== undefined) return spec.classCounts
  if (truth.labels !== undefined) return countLabels(truth.labels, classes)
  const counts = new Array<number>(classes).fill(0)
  const { data } = truth.targets
  for (let k = 0; k < data.length; k++) counts[k % classes]! += data[k]!
  return counts
}

/** Samples that `truthCounts` were counted in. */
export function truthSamples({ classCounts, sampleCount }: ResolvedLossSpec, truth: LossTruth): number {
  if (classCounts !== undefined) return sampleCount ?? sum(classCounts)
  return truth.labels === undefined ? truth.targets.rows : truth.labels.length
}

/** @throws FocalError `bad-input` where a class that occurs has, by the spec's counts, no samples */
export function requireCountsOfTruth(
  { classCounts }: ResolvedLossSpec,
  truth: LossTruth,
  classes: number,
): void {
  if (classCounts?.includes(0) !== true) return
  const occurs = (c: number) =>
    truth.labels !== undefined
      ? Array.from(truth.labels).includes(c)
      : truth.targets.data.some((target, k) => k % classes === c && target > 0)
  const wrong = classCounts.findIndex((count, c) => count === 0 && occurs(c))
  if (wrong < 0) return
  const where = truth.labels === undefined ? 'targets' : 'labels'
  throw badInput(`classCounts[${wrong}] is 0, but class ${wrong} occurs in ${where}.`, {
    field: 'classCounts',
    index: wrong,
  })
}

function checkTargets(targets: Matrix, logits: Matrix, activation: LossActivation): void {
  const { data, rows, columns } = targets
  if (rows !== logits.rows || columns !== logits.columns) {
    throw badInput(`targets are ${rows} × ${columns}, but logits are ${logits.rows} × ${logits.columns}.`, {
      field: 'targets',
    })
  }
  requireFinite(targets, 'targets')
  for (let i = 0; i < rows; i++) {
    let sum = 0
    for (let j = 0; j < columns; j++) {
      const value = data[i * columns + j]!
      if (value < 0 || value > 1) {
        throw badInput(`targets[${i}][${j}] is ${value}; it must be between 0 and 1.`, {
          field: 'targets',
          index: i,
        })
      }
      sum += value
    }
    if (activation === 'softmax' && Math.abs(sum - 1) > sumTolerance) {
      throw badInput(`targets[${i}] sums to ${sum}; a softmax target must sum to 1.`, {
        field: 'targets',
        index: i,
      })
    }
  }
}

function hardLabels({ data, rows, columns }: Matrix): Int32Array | null {
  const labels = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    const label = data.subarray(i * columns, (i + 1) * columns).indexOf(1)
    const isOneHot = data
      .subarray(i * columns, (i + 1) * columns)
      .every((value, j) => value === (j === label ? 1 : 0))
    if (label < 0 || !isOneHot) return null
    labels[i] = label
  }
  return labels
}

function oneHot(labels: ArrayLike<number>, columns: number): Matrix {
  const data = new Float64Array(labels.length * columns)
  for (let i = 0; i < labels.length; i++) {
    if (columns === 1) data[i] = labels[i]!
    else data[i * columns + labels[i]!] = 1
  }
  return { data, rows: labels.length, columns }
}
