import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { activations } from '@shared/config/choices'
import { lossConfigSchema, modelConfigSchema, type ModelConfig } from '@shared/config/run-config'
import { buildModel } from '../../../../src/trainer/models/build-model'
import { testedBackends, useBackend } from '../support/backends'

const images = { features: 64, shape: [8, 8, 1] as [number, number, number], labels: ['a', 'b', 'c'] }
const table = { ...images, shape: null }
const loss = lossConfigSchema.parse({})

function build(
  model: { kind: string } & Record<string, unknown>,
  seed = 1,
  data: typeof images | typeof table = images,
) {
  return buildModel({ model: modelConfigSchema.parse(model), loss, seed }, data)
}

function weightsOf({ model }: { model: tf.LayersModel }): number[][] {
  return model.weights.map((weight) => Array.from(weight.read().dataSync()))
}

const mlp = { kind: 'mlp', layers: [16, 8], dropout: 0.5, batchNorm: true, l2: 0.1 } as const

describe.each(testedBackends)('models on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  it('have the same first weights for the same seed, others for another, and others in each layer', async () => {
    const model = { kind: 'mlp', layers: [64, 64] }
    const first = weightsOf(await build(model, 1))
    expect(weightsOf(await build(model, 1))).toEqual(first)
    expect(weightsOf(await build(model, 2))).not.toEqual(first)
    expect(first[0]!.slice(0, 8)).not.toEqual(first[2]!.slice(0, 8))
  })

  it.each(activations)('give one logit a class and have a gradient: %s', async (activation) => {
    const { model } = await build({ kind: 'mlp', layers: [6], activation })
    const inputs = tf.randomNormal([4, 64], 0, 1, 'float32', 3)
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(model.apply(inputs) as tf.Tensor)))
    expect((model.apply(inputs) as tf.Tensor).shape).toEqual([4, 3])
    const largest = Object.values(grads).map((gradient) => tf.max(tf.abs(gradient)).dataSync()[0]!)
    expect(Math.min(...largest)).toBeGreaterThan(0)
  })

  it('pool while both sides have two pixels', async () => {
    const { model } = await build({ kind: 'cnn', filters: [2, 2, 2, 2, 2] })
    const pools = model.layers.filter((layer) => layer.getClassName() === 'MaxPooling2D')
    expect(pools.map((layer) => (layer.outputShape as number[]).slice(1, 3))).toEqual([
      [4, 4],
      [2, 2],
      [1, 1],
    ])
  })

  it('penalise kernels, not biases', async () => {
    const { model } = await build({ kind: 'linear', l2: 0.5 })
    const [kernel] = weightsOf({ model })
    const expected = 0.5 * kernel!.reduce((sum, weight) => sum + weight * weight, 0)
    expect(model.calculateLosses().map((loss) => loss.dataSync()[0])).toEqual([expect.closeTo(expected, 4)])
  })

  it('drop units by seed and step: other masks each step, the same again for the same step', async () => {
    const one = await build(mlp)
    const two = await build(mlp)
    const other = await build(mlp, 2)
    const inputs = tf.ones([32, 64])
    const outputs = (built: typeof one, step: number) => {
      built.clock.setStep(step)
      const names = built.model.layers.map(({ name }) => name)
      expect(names).toContain('hidden_1_dropout')
      const layer = built.model.getLayer('hidden_1_dropout')
      return Array.from((layer.apply(tf.ones([32, 16]), { training: true }) as tf.Tensor).dataSync())
    }
    expect(one.hasDropout).toBe(true)
    expect(outputs(one, 1)).toEqual(outputs(two, 1))
    expect(outputs(one, 2)).not.toEqual(outputs(two, 1))
    expect(outputs(other, 1)).not.toEqual(outputs(two, 1))
    expect(outputs(one, 1)).toEqual(outputs(two, 1))
    const kept = outputs(one, 3)
    expect(new Set(kept)).toEqual(new Set([0, 2]))
    expect(kept.filter((value) => value > 0).length / kept.length).toBeGreaterThan(0.4)
    expect(kept.filter((value) => value > 0).length / kept.length).toBeLessThan(0.6)
    const inference = one.model.apply(inputs) as tf.Tensor
    expect(Array.from(inference.dataSync())).toEqual(
      Array.from((two.model.apply(inputs) as tf.Tensor).dataSync()),
    )
  })
})

describe('a model that does not fit the data', () => {
  beforeAll(() => useBackend('cpu'))

  it('a cnn on a table', async () => {
    await expect(build({ kind: 'cnn' }, 1, table)).rejects.toMatchObject({ code: 'bad-input' })
  })
})

describe('sigmoid outputs', () => {
  beforeAll(() => useBackend('cpu'))

  const sigmoid = lossConfigSchema.parse({ activation: 'sigmoid', priorProbability: 0.01 })
  const bias = async (model: ModelConfig, ofLoss = sigmoid) => {
    const built = await buildModel({ model, loss: ofLoss, seed: 1 }, images)
    return Array.from(built.model.weights.at(-1)!.read().dataSync())
  }
  const ownModel = (useBias: boolean): ModelConfig => ({
    kind: 'custom',
    name: 'mine',
    topology: JSON.stringify(
      tf
        .sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [64], useBias })] })
        .toJSON(null, false),
    ),
  })

  it('start at their prior probability: π = 0.01 is a bias of -4.595', async () => {
    for (const model of [modelConfigSchema.parse({ kind: 'mlp' }), ownModel(true)]) {
      expect(await bias(model)).toEqual([1, 2, 3].map(() => expect.closeTo(-4.59512, 4) as number))
    }
    expect(await bias(ownModel(true), { ...sigmoid, priorProbability: 0.5 })).toEqual([0, 0, 0])
    expect(await bias(ownModel(true), { ...sigmoid, activation: 'softmax' })).toEqual([0, 0, 0])
  })

  it('need a bias for that', async () => {
    await expect(bias(ownModel(false))).rejects.toThrow(/has no bias.*priorProbability to 0.5/)
  })
})

describe("a model of a person's own", () => {
  beforeAll(() => useBackend('cpu'))

  function topologyOf(layers: tf.layers.Layer[]): string {
    return JSON.stringify(tf.sequential({ layers }).toJSON(null, false))
  }

  function custom(topology: string, seed = 1, data: typeof images | typeof table = images) {
    const model: ModelConfig = { kind: 'custom', name: 'mine', topology }
    return buildModel({ model, loss, seed }, data)
  }

  const hidden = () => tf.layers.dense({ units: 5, inputShape: [64], activation: 'tanh' })
  const output = () => tf.layers.dense({ units: 3 })

  it('is seeded by the run, dropout too', async () => {
    const topology = topologyOf([hidden(), tf.layers.dropout({ rate: 0.4 }), output()])
    const first = await custom(topology)
    expect(first.hasDropout).toBe(true)
    expect(weightsOf(await custom(topology))).toEqual(weightsOf(first))
    expect(weightsOf(await custom(topology, 2))).not.toEqual(weightsOf(first))
    expect(first.model.getLayer(first.model.layers[1]!.name).getClassName()).toBe('Dropout')
  })

  it('gets images as images where it asks for them', async () => {
    const topology = topologyOf([
      tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [8, 8, 1] }),
      tf.layers.flatten(),
      output(),
    ])
    expect((await custom(topology)).inputShape).toEqual([8, 8, 1])
    await expect(custom(topology, 1, table)).rejects.toThrow(
      /takes inputs of shape \[8, 8, 1\], but the data has \[64\]/,
    )
  })

  it('is also read from the file that tfjs saves, and from a string within a string', async () => {
    const topology = topologyOf([hidden(), output()])
    const saved = JSON.stringify({ modelTopology: JSON.parse(topology) as unknown, weightsManifest: [] })
    const expected = weightsOf(await custom(topology))
    expect(weightsOf(await custom(saved))).toEqual(expected)
    expect(weightsOf(await custom(JSON.stringify(topology)))).toEqual(expected)
  })

  it.each([
    ['no JSON', 'hello', /is not JSON/],
    ['no object', '[1, 2]', /is not a JSON object/],
    ['no topology', '{"a": 1}', /is not a topology that tfjs can read/],
  ])('is refused with a reason: %s', async (_, topology, message) => {
    await expect(custom(topology)).rejects.toThrow(message)
  })

  it('is refused where its shape, its output or its noise is wrong', async () => {
    const wrongOutput = topologyOf([hidden(), tf.layers.dense({ units: 4 })])
    await expect(custom(wrongOutput)).rejects.toThrow(
      /gives outputs of shape \[4\], but the data has 3 classes/,
    )
    const softmax = topologyOf([hidden(), tf.layers.dense({ units: 3, activation: 'softmax' })])
    await expect(custom(softmax)).rejects.toThrow(/ends in softmax; the output must be logits/)
    const noisy = topologyOf([hidden(), tf.layers.gaussianNoise({ stddev: 1 }), output()])
    await expect(custom(noisy)).rejects.toThrow(/GaussianNoise layer, whose noise cannot be seeded/)
  })
})
