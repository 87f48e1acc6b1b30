/** Models of a person's own: what tfjs can train, whole steps train the same. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunConfigInput } from '@shared/config/run-config'
import type { StepEngine } from '../../../../src/trainer/step/step-engine'
import { useBackend } from '../../../unit/trainer/support/backends'
import { digitsLike } from '../support/data'
import {
  createEngines,
  mixedBatches,
  ratesOf,
  relativeDifference,
  stateDifference,
  withoutWeights,
} from './support/engines'
import { topologies, topologyClasses, topologyOf, topologySize } from './support/topologies'

const content = digitsLike({ classes: topologyClasses, samples: 120, size: topologySize })
const steps = 30
const tolerance = 1e-5

beforeAll(() => useBackend('tensorflow'))

describe("a model of a person's own", { timeout: 120_000 }, () => {
  const cases = [false, true].flatMap((cutsColumns) =>
    Object.entries(topologies).map(([name, topology]) => ({ name, ...topology, cutsColumns })),
  )

  it.each(cases)(
    'trains the same, compiled or not: $name, columns cut: $cutsColumns',
    async ({ name, build, noise = [], cutsColumns }) => {
      const config: RunConfigInput = {
        model: { kind: 'custom', name, topology: topologyOf(build) },
        optimizer: { learningRate: 0.002, epsilon: 0.0001 },
        training: { batchSize: 16 },
      }
      const engines = await createEngines(content, config, { cutsColumns })
      const { eager, compiled, data } = engines
      const batches = mixedBatches(engines, steps, 7)
      const rates = ratesOf(engines, steps)
      const expected = eager.train(batches, rates)
      expect(relativeDifference(compiled.train(batches, rates), expected)).toBeLessThan(tolerance)
      // Batch-norm takes a bias before it off again: the bias's true gradient is zero, what is computed is nothing but
      // rounding, and of that Adam makes whole steps. Nothing moves with it but the mean that is taken off.
      const weightsOf = (engine: StepEngine) => withoutWeights({ ...engine.readState(), slots: [] }, noise)
      const { largest, tensor } = stateDifference(weightsOf(compiled), weightsOf(eager))
      expect(largest, tensor).toBeLessThan(tolerance)
      const rows = data.validation.rows.length
      const [actual, reference] = [compiled, eager].map(
        (engine) => engine.evaluate('validation', 0, rows).loss,
      )
      expect(relativeDifference([actual!], [reference!])).toBeLessThan(tolerance)
      expect(JSON.parse(compiled.topology())).toEqual(JSON.parse(eager.topology()))
      eager.dispose()
      compiled.dispose()
    },
  )
})
