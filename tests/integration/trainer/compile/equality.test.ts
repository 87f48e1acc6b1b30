/** Compiled steps are the same training as single operations: every loss, model and optimiser, step by step. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunConfigInput } from '@shared/config/run-config'
import { useBackend } from '../../../unit/trainer/support/backends'
import { digitsLike } from '../support/data'
import { scenesLike } from '../support/multi-label-data'
import { coveringCases, equalityClasses } from './support/cases'
import { compareTraining } from './support/compare'
import { createEngines } from './support/engines'

const steps = 50
const tolerance = 1e-5
const content = digitsLike({ classes: equalityClasses, samples: 220, size: 6 })
const scenes = scenesLike({ labels: equalityClasses, samples: 220, size: 6 })

beforeAll(() => useBackend('tensorflow'))

async function expectSameTraining(
  config: RunConfigInput,
  noise?: readonly string[],
  data = content,
  cutsColumns = false,
): Promise<void> {
  const { losses, state, tensor, measures, logits, predictions } = await compareTraining(
    data,
    config,
    steps,
    noise,
    cutsColumns,
  )
  expect(losses, 'losses').toBeLessThan(tolerance)
  expect(state, tensor).toBeLessThan(tolerance)
  expect(measures, 'measures').toBeLessThan(tolerance)
  expect(logits, 'logits').toBeLessThan(tolerance)
  expect(predictions, 'predictions').toBe(0)
}

describe(`${steps} compiled steps equal single operations`, { timeout: 120_000 }, () => {
  it.each(coveringCases())('$name', ({ config, noise, multiLabel }) =>
    expectSameTraining(config, noise, multiLabel ? scenes : content),
  )

  const withProducts = coveringCases().filter(({ config }) => config.model?.kind === 'mlp')
  it.each(withProducts)('$name, with its columns cut', ({ config, noise, multiLabel }) =>
    expectSameTraining(config, noise, multiLabel ? scenes : content, true),
  )

  it('with a cnn of two convolutions', () =>
    expectSameTraining({ model: { kind: 'cnn', filters: [4, 6], dense: 8 }, optimizer: { epsilon: 0.001 } }))

  it('with layers so wide that their columns are cut', () =>
    expectSameTraining({
      model: { kind: 'mlp', layers: [1024, 512, 1024], dropout: 0.2, l2: 0.001 },
      optimizer: { epsilon: 0.001, clipNorm: 1 },
    }))

  it('where the data has fewer rows than a batch', () =>
    expectSameTraining({ training: { batchSize: 1000 }, optimizer: { kind: 'sgd' } }))

  it('where every batch is the whole data', async () => {
    const probe = await createEngines(content, {})
    const training = { batchSize: probe.data.train.rows.length }
    await expectSameTraining({ training, optimizer: { kind: 'sgd' } })
  })
})
