import { describe, expect, test } from 'vitest'
import { confusionToMetrics } from '@core/metrics/confusion'
import type { RunConfigInput } from '@shared/config/run-config'
import type { Engine } from '../../../../src/engine/engine'
import { makeHome, openEngine, refusal, shortRun, waitForState } from '../open-engine'

async function trained(engine: Engine, change: RunConfigInput, epochs = 2): Promise<string> {
  const training = { ...shortRun.training, epochs }
  const { id } = await engine.client.runs.create({ config: { ...shortRun, training, ...change } })
  await waitForState(engine, id, 'done')
  return id
}

const reasons = async (engine: Engine, reference: string, ids: string[]) =>
  (await engine.client.runs.comparePaired({ reference, ids })).map(({ reason }) => reason)

describe('runs against a reference', () => {
  test('have on the same rows the differences that their confusion matrices have, with narrower intervals', async () => {
    const engine = await openEngine(makeHome())
    const first = await trained(engine, { loss: { kind: 'ce' } })
    const second = await trained(engine, { loss: { kind: 'focal', gamma: 3 } }, 3)
    const sigmoid = await trained(engine, { loss: { kind: 'ce', activation: 'sigmoid' } })
    const results = await engine.client.runs.comparePaired({
      reference: first,
      ids: [first, second, sigmoid],
    })
    expect(results.map(({ id, reason }) => ({ id, reason }))).toEqual([
      { id: second, reason: null },
      { id: sigmoid, reason: null },
    ])
    const scoresOf = async (id: string) => {
      const { best } = await engine.client.runs.get({ id })
      const [record] = await engine.client.runs.epochs({ id, first: best!.epoch, last: best!.epoch })
      return confusionToMetrics(record!.validation.confusion)
    }
    const reference = await scoresOf(first)
    for (const { id, paired } of results) {
      const own = await scoresOf(id)
      expect(paired!.rows).toBe(own.support.reduce((sum, rows) => sum + rows, 0))
      for (const metric of ['accuracy', 'balancedAccuracy', 'macroF1'] as const) {
        const { value, low, high } = paired![metric]
        expect(value).toBeCloseTo(own[metric] - reference[metric], 10)
        expect(low).toBeLessThanOrEqual(value)
        expect(high).toBeGreaterThanOrEqual(value)
        expect(high - low).toBeGreaterThan(0)
      }
      paired!.recall.forEach((recall, c) =>
        expect(recall!.value).toBeCloseTo(own.recall[c]! - reference.recall[c]!, 10),
      )
      const { onlyFirst, onlySecond } = paired!.mcNemar
      expect((onlySecond - onlyFirst) / paired!.rows).toBeCloseTo(paired!.accuracy.value, 10)
    }
    expect(await engine.client.runs.comparePaired({ reference: first, ids: [second, sigmoid] })).toEqual(
      results,
    )
    const last = await engine.client.runs.comparePaired({ reference: first, ids: [second], which: 'last' })
    expect(last[0]?.paired?.rows).toBe(results[0]?.paired?.rows)
    expect(
      await refusal(engine.client.runs.comparePaired({ reference: 'none', ids: [first] })),
    ).toMatchObject({ code: 'not-found' })
  }, 120_000)

  test('have none where they were measured on other rows, and say why', async () => {
    const engine = await openEngine(makeHome())
    const first = await trained(engine, {})
    const otherSeed = await trained(engine, { seed: 2 })
    await engine.client.queue.pause()
    const waiting = async (data: RunConfigInput['data']) =>
      (await engine.client.runs.create({ config: { ...shortRun, data } })).id
    const otherData = await waiting({ dataset: 'synthetic' })
    const [foldOne, foldTwo] = [
      await waiting({ dataset: 'digits', fold: { index: 1, of: 5 } }),
      await waiting({ dataset: 'digits', fold: { index: 2, of: 5 } }),
    ]
    expect(await reasons(engine, first, [otherSeed, otherData])).toEqual(['otherRows', 'otherData'])
    expect(await reasons(engine, foldOne, [foldTwo])).toEqual(['otherFold'])
    expect(await reasons(engine, first, [foldOne])).toEqual(['noPredictions'])
    expect(await reasons(engine, foldOne, [first])).toEqual(['referenceWithoutPredictions'])
  }, 120_000)

  test('have none once their data is gone: the true classes are in its file', async () => {
    const engine = await openEngine(makeHome())
    const { id: dataset } = await engine.client.datasets.synthesize({
      ...{ name: 'birds', samples: 100, features: 2, classes: 2 },
      ...{ separation: 2, imbalance: 1, seed: 3 },
    })
    const [first, second] = [
      await trained(engine, { data: { dataset } }),
      await trained(engine, { data: { dataset }, loss: { kind: 'focal' } }),
    ]
    expect(await reasons(engine, first, [second])).toEqual([null])
    await engine.client.datasets.remove({ id: dataset, force: true })
    expect(await reasons(engine, first, [second])).toEqual(['dataGone'])
  }, 120_000)
})

test('many rows are compared without blocking the engine', async () => {
  const engine = await openEngine(makeHome(), { queue: 'hold' })
  const { id: dataset } = await engine.client.datasets.synthesize({
    ...{ name: 'many', samples: 40_000, features: 2, classes: 4 },
    ...{ separation: 1, imbalance: 10, seed: 3 },
  })
  const big: RunConfigInput = {
    ...{ ...shortRun, data: { dataset, validationFraction: 0.9 } },
    training: { epochs: 1, batchSize: 1024 },
  }
  const started = [
    await engine.client.runs.create({ config: big, start: 'now' }),
    await engine.client.runs.create({ config: { ...big, loss: { kind: 'focal' } }, start: 'now' }),
  ]
  const [first, second] = started.map(({ id }) => id)
  for (const { id } of started) await waitForState(engine, id, 'done')
  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  const [result] = await engine.client.runs.comparePaired({ reference: first!, ids: [second!] })
  clearInterval(ticking)
  expect(result?.paired?.rows).toBeGreaterThan(30_000)
  expect(turns).toBeGreaterThan(5)
}, 120_000)
