import type * as tf from '@tensorflow/tfjs'

/** Parameters and slots after a step. */
export interface Updated {
  parameters: tf.Tensor1D
  slots: tf.Tensor1D[]
}

/**
 * An optimiser as a pure function: all parameters in one vector, so that a step is a few operations whatever the
 * number of layers.
 */
export interface Optimizer {
  /** Names of its slots: vectors as long as the parameters, all 0 at the start. */
  readonly slots: readonly string[]
  /**
   * The numbers that change from step to step.
   * @param step from 1
   */
  scalars(step: number, learningRate: number): number[]
  /** One step. `scalars` are those of this step, as tensors. */
  update(parameters: tf.Tensor1D, gradient: tf.Tensor1D, slots: tf.Tensor1D[], scalars: tf.Scalar[]): Updated
}
