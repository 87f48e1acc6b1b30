/** The data of a split, which stays in the library for the whole of a training. */
import * as tf from '@tensorflow/tfjs'
import type { Split } from '@shared/domain/metrics'
import { dataTypes } from './graph'
import type { ResidentSplit } from './training-graph'
import type { Variables } from './variables'

export interface SplitRows {
  /** Row-major. */
  inputs: Float32Array
  /** Class number of each row. */
  labels: Int32Array
  /** rows × labels, row-major, 0 or 1: where rows may have several labels, in place of the class numbers. */
  targets?: Float32Array
  /** Weight of each row's loss, on top of its class's; all 1 where it is left out. */
  sampleWeights?: Float32Array
}

/** Some rows, as tensors. */
export interface Batch {
  inputs: tf.Tensor
  /** Class numbers, int32 [N]; or targets, float32 [N, C]. */
  labels: tf.Tensor
  /** [N, 1], or null where all are 1. */
  sampleWeights: tf.Tensor2D | null
}

export function declareSplit(
  variables: Variables,
  split: Split,
  { labels, targets, sampleWeights }: SplitRows,
  inputShape: readonly number[],
): ResidentSplit {
  const rows = labels.length
  const declareLabels = () =>
    targets === undefined
      ? variables.declare(`data/${split}/labels`, [rows], dataTypes.int32)
      : variables.declare(`data/${split}/targets`, [rows, targets.length / rows])
  return {
    inputs: variables.declare(`data/${split}/inputs`, [rows, ...inputShape]),
    labels: declareLabels(),
    sampleWeights:
      sampleWeights === undefined ? null : variables.declare(`data/${split}/sampleWeights`, [rows, 1]),
  }
}

/** The values that the variables of `declareSplit` begin with. */
export function splitValues({ inputs, labels, sampleWeights }: ResidentSplit, rows: SplitRows) {
  const values = new Map<string, Float32Array | Int32Array>([
    [inputs.name, rows.inputs],
    [labels.name, rows.targets ?? rows.labels],
  ])
  if (sampleWeights !== null && rows.sampleWeights !== undefined) {
    values.set(sampleWeights.name, rows.sampleWeights)
  }
  return values
}

/** Some rows as tensors of their own, to record a step with. */
export function sampleBatch(
  { inputs, labels, targets, sampleWeights }: SplitRows,
  positions: Int32Array,
  inputShape: readonly number[],
): Batch {
  const features = tf.util.sizeFromShape([...inputShape])
  const weights = sampleWeights && Float32Array.from(positions, (row) => sampleWeights[row]!)
  return {
    inputs: tf.tensor(takeRows(inputs, positions, features), [positions.length, ...inputShape]),
    labels:
      targets === undefined
        ? tf.tensor1d(
            Int32Array.from(positions, (row) => labels[row]!),
            'int32',
          )
        : sampleTargets(targets, positions, targets.length / labels.length),
    sampleWeights: weights === undefined ? null : tf.tensor2d(weights, [positions.length, 1]),
  }
}

function sampleTargets(targets: Float32Array, positions: Int32Array, labels: number): tf.Tensor2D {
  return tf.tensor2d(takeRows(targets, positions, labels), [positions.length, labels])
}

function takeRows(values: Float32Array, positions: Int32Array, columns: number): Float32Array {
  const taken = new Float32Array(positions.length * columns)
  positions.forEach((row, i) => taken.set(values.subarray(row * columns, (row + 1) * columns), i * columns))
  return taken
}
