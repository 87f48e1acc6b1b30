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
  /** Weight of each row's loss, on top of its class's; all 1 where it is left out. */
  sampleWeights?: Float32Array
}

/** Some rows, as tensors. */
export interface Batch {
  inputs: tf.Tensor
  labels: tf.Tensor1D
  /** [N, 1], or null where all are 1. */
  sampleWeights: tf.Tensor2D | null
}

export function declareSplit(
  variables: Variables,
  split: Split,
  { labels, sampleWeights }: SplitRows,
  inputShape: readonly number[],
): ResidentSplit {
  const rows = labels.length
  return {
    inputs: variables.declare(`data/${split}/inputs`, [rows, ...inputShape]),
    labels: variables.declare(`data/${split}/labels`, [rows], dataTypes.int32),
    sampleWeights:
      sampleWeights === undefined ? null : variables.declare(`data/${split}/sampleWeights`, [rows, 1]),
  }
}

/** The values that the variables of `declareSplit` begin with. */
export function splitValues({ inputs, labels, sampleWeights }: ResidentSplit, rows: SplitRows) {
  const values = new Map<string, Float32Array | Int32Array>([
    [inputs.name, rows.inputs],
    [labels.name, rows.labels],
  ])
  if (sampleWeights !== null && rows.sampleWeights !== undefined) {
    values.set(sampleWeights.name, rows.sampleWeights)
  }
  return values
}

/** Some rows as tensors of their own, to record a step with. */
export function sampleBatch(
  { inputs, labels, sampleWeights }: SplitRows,
  positions: Int32Array,
  inputShape: readonly number[],
): Batch {
  const features = tf.util.sizeFromShape([...inputShape])
  const values = new Float32Array(positions.length * features)
  positions.forEach((row, i) => {
    values.set(inputs.subarray(row * features, (row + 1) * features), i * features)
  })
  const weights = sampleWeights && Float32Array.from(positions, (row) => sampleWeights[row]!)
  return {
    inputs: tf.tensor(values, [positions.length, ...inputShape]),
    labels: tf.tensor1d(
      Int32Array.from(positions, (row) => labels[row]!),
      'int32',
    ),
    sampleWeights: weights === undefined ? null : tf.tensor2d(weights, [positions.length, 1]),
  }
}
