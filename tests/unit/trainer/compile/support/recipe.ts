import * as tf from '@tensorflow/tfjs'
import { lossConfigSchema } from '@shared/config/run-config'
import type { Recipe } from '../../../../../src/trainer/compile/recorded-step'
import { createCrossEntropy, createTrainingLoss } from '../../../../../src/trainer/losses/training-loss'
import { withSeededDropout } from '../../../../../src/trainer/models/build-model'

/** What is recorded of a model of these layers, whose last gives a logit for each of the counted classes. */
export function recipeOf(layers: tf.layers.Layer[], classCounts: number[], clipNorm: number | null): Recipe {
  const built = withSeededDropout(tf.sequential({ layers }), 1)
  const loss = lossConfigSchema.parse({})
  return {
    built,
    weights: built.model.weights.map((weight) => ({
      name: weight.originalName,
      variable: weight.read() as tf.Variable,
      isTrainable: built.model.trainableWeights.includes(weight),
    })),
    trainingLoss: createTrainingLoss(loss, classCounts),
    crossEntropy: createCrossEntropy(loss),
    clipNorm,
    oneHotRows: tf.eye(classCounts.length),
  }
}
