/**
 * Optimisers as TensorFlow's own update operations, one a weight or part of one. They do what src/trainer/optimizers says in formulas;
 * the numbers that change from step to step are the same, and are fed.
 */
import type { OptimizerConfig } from '@shared/config/run-config'
import { dataTypes, type GraphBuilder, type Output } from './graph'

/** Adds the update of one weight, or of a part of its columns. @returns the update's node, to wait for */
export type AddUpdate = (weight: {
  /** Resource handles: the weight's and its slots', in the order of the optimiser's slots. */
  handle: Output
  slots: Output[]
  gradient: Output
  /** The optimiser's scalars of this step. */
  scalars: Output[]
  /** The update waits for these: reads of the old value. */
  after: Output[]
}) => Output

const attributes = { T: { type: dataTypes.float32 }, use_locking: { b: false } }

export function updateOperation(builder: GraphBuilder, config: OptimizerConfig): AddUpdate {
  const { momentum, beta1, beta2, decay, epsilon } = config
  switch (config.kind) {
    case 'sgd':
      return ({ handle, gradient, scalars: [learningRate], after }) =>
        builder.add('ResourceApplyGradientDescent', [handle, learningRate!, gradient, ...after], attributes)
    case 'momentum':
      return ({ handle, slots: [velocity], gradient, scalars: [learningRate], after }) =>
        builder.add(
          'ResourceApplyMomentum',
          [handle, velocity!, learningRate!, gradient, builder.float(momentum), ...after],
          { ...attributes, use_nesterov: { b: false } },
        )
    case 'adam':
      // With both powers 0 the operation's own bias correction is 1: it is in the fed rate and epsilon already.
      return ({ handle, slots: [first, second], gradient, scalars: [rate, scaledEpsilon], after }) =>
        builder.add(
          'ResourceApplyAdam',
          [
            ...[handle, first!, second!, builder.float(0), builder.float(0), rate!],
            ...[builder.float(beta1), builder.float(beta2), scaledEpsilon!, gradient, ...after],
          ],
          { ...attributes, use_nesterov: { b: false } },
        )
    case 'rmsprop':
      return ({ handle, slots: [meanSquare, velocity], gradient, scalars: [learningRate], after }) =>
        builder.add(
          'ResourceApplyRMSProp',
          [
            ...[handle, meanSquare!, velocity!, learningRate!],
            ...[builder.float(decay), builder.float(momentum), builder.float(epsilon), gradient, ...after],
          ],
          attributes,
        )
  }
}
