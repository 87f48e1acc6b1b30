/** Property: whatever small model, loss and optimiser are put together, compiled steps equal single operations. */
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import {
  activations,
  alphaSchemes,
  optimizerKinds,
  reductions,
  sigmoidLossKinds,
  softmaxLossKinds,
} from '@shared/config/choices'
import type { RunConfigInput } from '@shared/config/run-config'
import { useBackend } from '../../../unit/trainer/support/backends'
import { digitsLike } from '../support/data'
import { ratesOf, createEngines, mixedBatches, relativeDifference, stateDifference } from './support/engines'

const content = digitsLike({ classes: 4, samples: 90, size: 5 })
/** Few, so that what rounding leaves in one step is not multiplied in the next ones. */
const steps = 8
const tolerance = 1e-5

const block = {
  activation: fc.constantFrom(...activations),
  batchNorm: fc.boolean(),
  dropout: fc.constantFrom(0, 0.2, 0.6),
  l2: fc.constantFrom(0, 0.01),
}

const models = fc.oneof(
  fc.record({ kind: fc.constant('linear' as const), l2: block.l2 }),
  fc.record({
    kind: fc.constant('mlp' as const),
    layers: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    ...block,
  }),
  fc.record({
    kind: fc.constant('cnn' as const),
    filters: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
    kernelSize: fc.integer({ min: 1, max: 4 }),
    dense: fc.integer({ min: 1, max: 6 }),
    ...block,
  }),
)

const lossCommon = {
  gamma: fc.constantFrom(0, 0.5, 1, 2, 3.5),
  alpha: fc.oneof(fc.constantFrom(...alphaSchemes), fc.constantFrom(0.25, 3)),
  labelSmoothing: fc.constantFrom(0, 0.1),
  reduction: fc.constantFrom(...reductions),
}

const losses = fc.oneof(
  fc.record({
    activation: fc.constant('softmax' as const),
    // LDAM's logits are multiplied by 30, and rounding with them.
    kind: fc.constantFrom(...softmaxLossKinds.filter((kind) => kind !== 'ldam')),
    ...lossCommon,
  }),
  fc.record({
    activation: fc.constant('sigmoid' as const),
    kind: fc.constantFrom(...sigmoidLossKinds),
    ...lossCommon,
  }),
)

const configs: fc.Arbitrary<RunConfigInput> = fc.record({
  model: models,
  loss: losses,
  optimizer: fc.record({
    kind: fc.constantFrom(...optimizerKinds),
    learningRate: fc.constantFrom(0.0001, 0.001),
    clipNorm: fc.constantFrom(null, 0.5),
    momentum: fc.constantFrom(0, 0.9),
    // With 1e-7, gradients that are nothing but rounding would make whole steps.
    epsilon: fc.constant(0.001),
  }),
  training: fc.record({ batchSize: fc.constantFrom(1, 7, 16, 200) }),
  seed: fc.integer({ min: 1, max: 1000 }),
})

const compiling = fc.record({ stepsPerCall: fc.integer({ min: 1, max: 5 }), cutsColumns: fc.boolean() })

beforeAll(() => useBackend('tensorflow'))

it('random small models train the same, compiled or not', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(configs, compiling, async (config, options) => {
      const engines = await createEngines(content, config, options)
      const { eager, compiled } = engines
      const batches = mixedBatches(engines, steps, 3)
      const rates = ratesOf(engines, steps)
      const expected = eager.train(batches, rates)
      expect(relativeDifference(compiled.train(batches, rates), expected)).toBeLessThan(tolerance)
      const weightsOf = (engine: typeof eager) => ({ ...engine.readState(), slots: [] })
      const { largest, tensor } = stateDifference(weightsOf(compiled), weightsOf(eager))
      expect(largest, tensor).toBeLessThan(tolerance)
      eager.dispose()
      compiled.dispose()
    }),
    { numRuns: 25, seed: 20_260_101, endOnFailure: true },
  )
})
