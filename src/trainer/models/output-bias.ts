import * as tf from '@tensorflow/tfjs'
import { priorBias } from '@core/losses/prior-bias'
import { badInput } from '@shared/errors'

/**
 * Sets the bias of the last layer so that every sigmoid output starts near `prior` = π (Lin et al. 2017, section 4.1).
 * @throws FocalError `bad-input` where the last layer has no bias
 */
export function startOutputsAt(model: tf.LayersModel, prior: number): void {
  const bias = model.outputs[0]?.sourceLayer.weights.find(({ originalName }) =>
    /(^|\/)bias$/.test(originalName),
  )
  if (bias === undefined) {
    throw badInput(
      'The last layer of the model has no bias, so its outputs cannot start at a prior probability. Set priorProbability to 0.5, or give the layer a bias.',
      { field: 'loss.priorProbability' },
    )
  }
  tf.tidy(() => {
    bias.write(
      tf.fill(
        bias.shape.map((size) => size ?? 1),
        priorBias(prior),
      ),
    )
  })
}
