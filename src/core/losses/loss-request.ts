/** What the command `loss` is given, and what it answers: nested arrays, as JSON has them. */
import { badInput } from '@shared/errors'
import { describe, finiteNumber, matrixFromRows, rowsFromMatrix, type Matrix } from '../matrix'
import { evaluateLoss } from './evaluate-loss'
import { defaultLossSpec, type LossSpec } from './loss-spec'
import type { LossTruth } from './loss-truth'

export interface LossRequest {
  spec: LossSpec
  logits: Matrix
  truth: LossTruth
  /** The logits were a flat list: one sigmoid column. */
  isFlat: boolean
}

/** `loss` is a number; with reduction `none` one number a sample (softmax) or one an element (sigmoid). */
export interface LossAnswer {
  loss: number | number[] | number[][]
  /** In the shape of the logits. */
  grad: number[] | number[][]
}

const specFields = [...Object.keys(defaultLossSpec), 'classCounts', 'sampleCount']
const dataFields = ['logits', 'labels', 'targets']

/**
 * Reads a request from parsed JSON: the fields of LossSpec, `logits` and `labels` or `targets`. For sigmoid the logits
 * (and targets) may be flat: N yes-or-no answers. null counts as absent: JSON writers often spell a missing field so.
 * @throws FocalError `bad-input` naming the field and the index; unknown fields are refused, for a misspelt one would
 * silently give the numbers of another loss
 */
export function readLossRequest(input: unknown): LossRequest {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw badInput(`The input is ${describe(input)}, not an object with logits and labels or targets.`, {
      field: 'logits',
    })
  }
  const fields = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
  const unknown = Object.keys(fields).find((key) => !specFields.includes(key) && !dataFields.includes(key))
  if (unknown !== undefined) {
    throw badInput(`A loss has no field "${unknown}"; it has ${[...specFields, ...dataFields].join(', ')}.`, {
      field: unknown,
    })
  }
  const isFlat = fields['activation'] === 'sigmoid' && isFlatList(fields['logits'])
  return {
    spec: Object.fromEntries(Object.entries(fields).filter(([key]) => specFields.includes(key))),
    logits: readMatrix(fields['logits'], 'logits', isFlat),
    truth: readTruthFields(fields, isFlat),
    isFlat,
  }
}

/** The loss and its gradient for one request. @throws FocalError `bad-input` where float64 cannot hold them */
export function answerLossRequest({ spec, logits, truth, isFlat }: LossRequest): LossAnswer {
  const { loss, grad } = evaluateLoss(spec, logits, truth)
  requireInRange(typeof loss === 'number' ? [loss] : loss, 'loss')
  requireInRange(grad.data, 'gradient')
  const toNested = (data: Float64Array) => (isFlat ? Array.from(data) : rowsFromMatrix({ ...logits, data }))
  if (typeof loss === 'number') return { loss, grad: toNested(grad.data) }
  return {
    loss: spec.activation === 'sigmoid' ? toNested(loss) : Array.from(loss),
    grad: toNested(grad.data),
  }
}

/** JSON has no Infinity: it would be written as null. */
function requireInRange(values: ArrayLike<number>, what: string): void {
  if (Array.from(values).every(Number.isFinite)) return
  throw badInput(
    `The ${what} is out of the range of float64 (about 1e308). Give smaller logits or weights.`,
    {
      field: 'logits',
    },
  )
}

function readTruthFields({ labels, targets }: Record<string, unknown>, isFlat: boolean): LossTruth {
  const hasLabels = labels !== undefined
  const hasTargets = targets !== undefined
  if (hasLabels === hasTargets) {
    const which = hasLabels ? 'both are there' : 'neither is there'
    throw badInput(`Give either labels or targets: ${which}.`, { field: 'labels' })
  }
  if (hasTargets) return { targets: readMatrix(targets, 'targets', isFlat) }
  if (!Array.isArray(labels))
    throw badInput(`labels is ${describe(labels)}, not a list of class numbers.`, { field: 'labels' })
  return { labels }
}

function readMatrix(input: unknown, field: string, isFlat: boolean): Matrix {
  if (!isFlat) return matrixFromRows(input, field)
  if (!isFlatList(input)) throw badInput(`${field} must be a flat list, as logits are.`, { field })
  const data = Float64Array.from(input, (value, i) => finiteNumber(value, `${field}[${i}]`, field))
  return { data, rows: data.length, columns: 1 }
}

function isFlatList(input: unknown): input is unknown[] {
  return Array.isArray(input) && input.length > 0 && !Array.isArray(input[0])
}
