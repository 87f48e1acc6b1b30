/** What of a loss changes from epoch to epoch: tensors of a lasting shape, whose values the engines set. */
import * as tf from '@tensorflow/tfjs'
import { gammaAt, gammaVaries, isDeferred, isReweighted } from '@core/losses/loss-schedule'
import type { LossConfig } from '@shared/config/run-config'
import type { Gamma } from './modulation'

export interface ScheduledTensor {
  name: string
  /** Has the values of the first epoch, to begin with. */
  variable: tf.Variable
  /** @param epoch from 1 */
  valuesIn(epoch: number): Float32Array
}

/** Weights of the terms of a loss, one a class: those of its own samples, and those of the others (sigmoid). */
export interface ClassWeights {
  positives: readonly number[]
  negatives: readonly number[]
}

/** The same as tensors, [C, 1]; constants, or scheduled. */
export interface WeightTensors {
  positives: tf.Tensor2D
  /** The same tensor where there is no difference. */
  negatives: tf.Tensor2D
}

/** γ of a loss: a number where it is the same in all epochs, else a scheduled tensor [1, 1], which is added to the list. */
export function gammaTensor(config: LossConfig, epochs: number, scheduled: ScheduledTensor[]): Gamma {
  if (!gammaVaries(config, epochs)) return gammaAt(config, { epoch: 1, epochs })
  const valuesIn = (epoch: number) => Float32Array.of(gammaAt(config, { epoch, epochs }))
  return schedule('loss/gamma', [1, 1], valuesIn, scheduled)
}

/** Keeps a tensor that a formula works with for as long as its loss is there. @returns the tensor */
export type KeepConstant = <Kept extends tf.Tensor>(tensor: Kept) => Kept

/** Class weights as tensors; where re-weighting is deferred they are 1 until it begins, and are added to the list. */
export function weightTensors(
  config: LossConfig,
  { positives, negatives }: ClassWeights,
  epochs: number,
  scheduled: ScheduledTensor[],
  keep: KeepConstant,
): WeightTensors {
  const tensor = (name: string, values: readonly number[]): tf.Tensor2D => {
    const shape: [number, number] = [values.length, 1]
    if (!isDeferred(config, epochs)) return keep(tf.tensor2d([...values], shape))
    const valuesIn = (epoch: number) =>
      Float32Array.from(values, (value) => (isReweighted(config, { epoch, epochs }) ? value : 1))
    return schedule(name, shape, valuesIn, scheduled)
  }
  const ofPositives = tensor('loss/positiveWeights', positives)
  return {
    positives: ofPositives,
    negatives: negatives === positives ? ofPositives : tensor('loss/negativeWeights', negatives),
  }
}

function schedule(
  name: string,
  shape: [number, number],
  valuesIn: (epoch: number) => Float32Array,
  scheduled: ScheduledTensor[],
): tf.Tensor2D {
  const first = tf.tensor2d(valuesIn(1), shape)
  const variable = tf.variable(first, false)
  first.dispose()
  scheduled.push({ name, variable, valuesIn })
  return variable as tf.Tensor as tf.Tensor2D
}
