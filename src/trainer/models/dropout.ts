/**
 * Dropout whose masks follow from a seed and the step, so that a run, resumed or not, drops the same units. It takes the
 * place of tfjs's own layer under the same name: models of a person's own get it too, and exports read as usual.
 */
import * as tf from '@tensorflow/tfjs'
import { createRandom } from '@core/sampling/random'
import { nativeBackend, type NativeBackend } from '../backend/native-backend'

/** The step that is being trained; shared by all dropout layers of a model. */
export class DropoutClock {
  private readonly stepVariable = tf.tidy(() => tf.variable(tf.tensor1d([0], 'int32'), false))
  private step = 0

  setStep(step: number): void {
    this.step = step
    tf.tidy(() => this.stepVariable.assign(tf.tensor1d([step], 'int32')))
  }

  /** Uniform numbers in [0, 1) for one layer in this step. */
  uniform(shape: number[], seed: number, seedTensor: tf.Tensor1D): tf.Tensor {
    const native = nativeBackend()
    if (native !== null)
      return statelessUniform(native, shape, tf.concat([seedTensor, this.stepVariable as tf.Tensor1D]))
    const random = createRandom(seed, `dropout in step ${this.step}`)
    const values = Float32Array.from(
      { length: tf.util.sizeFromShape(shape) },
      () => random.uint32() / 2 ** 32,
    )
    return tf.tensor(values, shape)
  }

  /** What `read` says of the tensor that holds the step: a graph feeds it anew. */
  tensorId(read: (tensor: tf.Tensor) => number): number {
    return read(this.stepVariable)
  }

  dispose(): void {
    this.stepVariable.dispose()
  }
}

export class SeededDropout extends tf.layers.Layer {
  static readonly className = 'Dropout'
  readonly rate: number
  private clock: DropoutClock | null = null
  private seed = 0
  private seedTensor: tf.Tensor1D | null = null

  constructor(config: { rate: number; name?: string }) {
    super(config)
    this.rate = config.rate
    this.supportsMasking = true
  }

  /** Must be called once before the layer trains. */
  connect(clock: DropoutClock, seed: number): void {
    this.clock = clock
    this.seed = seed
    this.seedTensor = tf.keep(tf.tensor1d([seed], 'int32'))
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs
    const { clock, seedTensor, rate } = this
    if (kwargs['training'] !== true || rate === 0 || clock === null || seedTensor === null) return input
    return tf.tidy(() => {
      const uniform = clock.uniform(input.shape, this.seed, seedTensor)
      const kept = tf.cast(tf.greaterEqual(uniform, rate), 'float32')
      return tf.mul(input, tf.mul(kept, 1 / (1 - rate)))
    })
  }

  override dispose(): ReturnType<tf.layers.Layer['dispose']> {
    const disposed = super.dispose()
    if (disposed.refCountAfterDispose === 0) this.seedTensor?.dispose()
    return disposed
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, noiseShape: null, seed: null }
  }
}

/** Makes tfjs read layers named Dropout as SeededDropout. */
export function registerSeededDropout(): void {
  tf.serialization.registerClass(SeededDropout)
}

/** TensorFlow's counter-based generator (Philox): numbers from (seed, step) alone. */
function statelessUniform(backend: NativeBackend, shape: number[], seed: tf.Tensor1D): tf.Tensor {
  const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding
  const type = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value })
  return backend.executeSingleOutput(
    'StatelessRandomUniform',
    [type('dtype', TF_FLOAT), type('T', TF_INT32), type('Tseed', TF_INT32)],
    [tf.tensor1d(shape, 'int32'), seed],
  )
}
