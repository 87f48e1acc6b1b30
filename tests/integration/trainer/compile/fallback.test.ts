/** What cannot be compiled trains by single operations, and the run says why in one sentence. */
import * as tf from '@tensorflow/tfjs'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import { prepareRunData } from '../../../../src/trainer/data/run-data'
import { startEngine } from '../../../../src/trainer/step/start-engine'
import { useBackend } from '../../../unit/trainer/support/backends'
import { digitsLike } from '../support/data'
import { topologyOf } from './support/topologies'

const content = digitsLike({ classes: 4, samples: 120 })

/** A layer of a person's own, which computes with its input whatever `run` says. */
class OwnLayer extends tf.layers.Layer {
  static readonly className = 'OwnLayer'
  static run: (input: tf.Tensor) => tf.Tensor = (input) => input
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return OwnLayer.run(Array.isArray(inputs) ? inputs[0]! : inputs)
  }
}

const ownModel = () =>
  topologyOf((image) => {
    const layers = [
      tf.layers.flatten(),
      tf.layers.dense({ units: 6 }),
      new OwnLayer(),
      tf.layers.dense({ units: 4 }),
    ]
    return layers.reduce((last, layer) => layer.apply(last) as tf.SymbolicTensor, image)
  })

async function start(input: RunConfigInput, backend: 'tensorflow' | 'wasm' = 'tensorflow') {
  vi.stubEnv('FOCAL_BENCH_BACKEND', backend)
  const config = runConfigSchema.parse(input)
  return startEngine(config, prepareRunData(content, config))
}

beforeAll(async () => {
  await useBackend('tensorflow')
  tf.serialization.registerClass(OwnLayer)
})
afterEach(() => void vi.unstubAllEnvs())

describe('a layer of a person’s own', () => {
  const reasons: [string, (input: tf.Tensor) => tf.Tensor, string][] = [
    [
      'that goes by its input',
      (input) => (input.dataSync()[0]! < 1e9 ? tf.relu(input) : input),
      'Steps are not compiled: a layer reads values back from the library.',
    ],
    [
      'that draws numbers of its own',
      (input) => tf.mul(input, tf.randomUniform([6])),
      'Steps are not compiled: a layer computes a value for Mul outside of the library.',
    ],
  ]

  it.each(reasons)('%s is trained by single operations', async (_, run, reason) => {
    OwnLayer.run = run
    const { engine, environment } = await start({
      model: { kind: 'custom', name: 'own', topology: ownModel() },
    })
    expect(environment).toMatchObject({ backend: 'tensorflow', compiled: false })
    expect(environment.fallbackReason).toBe(reason)
    const [loss] = engine.train([Int32Array.from({ length: 32 }, (_, i) => i)], [0.01])
    expect(loss).toBeGreaterThan(0)
    engine.dispose()
  })

  it('that stays within the library is compiled', async () => {
    OwnLayer.run = (input) => tf.mul(input, tf.scalar(2))
    const { engine, environment } = await start({
      model: { kind: 'custom', name: 'own', topology: ownModel() },
    })
    expect(environment).toMatchObject({ compiled: true, fallbackReason: null })
    engine.dispose()
  })

  it('that fails says so, and fails the run', async () => {
    OwnLayer.run = () => {
      throw new Error('this layer is broken')
    }
    const { engine, environment } = await start({
      model: { kind: 'custom', name: 'own', topology: ownModel() },
    })
    expect(environment.fallbackReason).toBe('Steps are not compiled: this layer is broken.')
    expect(() => engine.train([Int32Array.of(0, 1)], [0.01])).toThrow('this layer is broken')
    engine.dispose()
  })
})

it('nothing is said where steps are not to be compiled', async () => {
  const { engine, environment } = await start({ training: { compile: false } })
  expect(environment).toMatchObject({ compiled: false, fallbackReason: null, execution: { stepsPerCall: 1 } })
  engine.dispose()
})

it('WebAssembly says that steps are compiled with native TensorFlow only', async () => {
  const { engine, environment } = await start({}, 'wasm')
  expect(environment).toMatchObject({
    backend: 'wasm',
    compiled: false,
    fallbackReason: 'Steps are compiled with native TensorFlow only.',
  })
  engine.dispose()
})
