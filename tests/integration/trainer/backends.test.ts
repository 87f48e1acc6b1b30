/** Every model trains on WebAssembly as on native TensorFlow. Dropout is left out: its masks are each backend's own. */
import { beforeAll, describe, expect, it } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import { prepareRunData } from '../../../src/trainer/data/run-data'
import { buildModel } from '../../../src/trainer/models/build-model'
import { createEagerEngine } from '../../../src/trainer/step/eager-engine'
import type { StepEngine } from '../../../src/trainer/step/step-engine'
import { useBackend } from '../../unit/trainer/support/backends'
import {
  mixedBatches,
  ratesOf,
  relativeDifference,
  stateDifference,
  withoutWeights,
} from './compile/support/engines'
import { topologies, topologyClasses, topologyOf, topologySize } from './compile/support/topologies'
import { digitsLike } from './support/data'

const content = digitsLike({ classes: topologyClasses, samples: 120, size: topologySize })
const steps = 12
const tolerance = 1e-4

const block = { batchNorm: true, l2: 0.001 }
const standard: RunConfigInput['model'][] = [
  { kind: 'linear', l2: 0.01 },
  ...(['relu', 'elu', 'gelu', 'tanh', 'sigmoid'] as const).map((activation) => ({
    kind: 'mlp' as const,
    layers: [12, 8],
    activation,
  })),
  { kind: 'mlp', layers: [12], ...block },
  { kind: 'cnn', filters: [4, 6], dense: 8 },
  { kind: 'cnn', filters: [4, 6], dense: 8, kernelSize: 4, activation: 'elu', ...block },
]

async function train(config: RunConfigInput, backend: 'tensorflow' | 'wasm') {
  await useBackend(backend)
  const parsed = runConfigSchema.parse({ optimizer: { kind: 'momentum', learningRate: 0.005 }, ...config })
  const data = prepareRunData(content, parsed)
  const engine: StepEngine = createEagerEngine(await buildModel(parsed, data), parsed, data)
  const run = { config: parsed, data }
  const losses = engine.train(mixedBatches(run, steps, 4), ratesOf(run, steps))
  const { loss, crossEntropy, predictions } = engine.evaluate('validation', 0, data.validation.rows.length)
  const state = engine.readState()
  engine.dispose()
  return { losses, measures: [loss, crossEntropy], predictions, state }
}

async function expectSameTraining(config: RunConfigInput, noise: readonly string[] = []): Promise<void> {
  const native = await train(config, 'tensorflow')
  const wasm = await train(config, 'wasm')
  expect(relativeDifference(wasm.losses, native.losses)).toBeLessThan(tolerance)
  expect(relativeDifference(wasm.measures, native.measures)).toBeLessThan(tolerance)
  expect(Array.from(wasm.predictions)).toEqual(Array.from(native.predictions))
  const weightsOf = (state: typeof native.state) => withoutWeights({ ...state, slots: [] }, noise)
  const { largest, tensor } = stateDifference(weightsOf(wasm.state), weightsOf(native.state))
  expect(largest, tensor).toBeLessThan(tolerance)
}

describe(`${steps} steps on WebAssembly equal native ones`, { timeout: 120_000 }, () => {
  beforeAll(() => useBackend('wasm'))

  it.each(standard)('%o', (model) => expectSameTraining({ model }))

  const withoutDropout = Object.entries(topologies).filter(([, { hasDropout }]) => hasDropout !== true)
  it.each(withoutDropout)("a model of a person's own: %s", (name, { build, noise }) =>
    expectSameTraining({ model: { kind: 'custom', name, topology: topologyOf(build) } }, noise),
  )
})
