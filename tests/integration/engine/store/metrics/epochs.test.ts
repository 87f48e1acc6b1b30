import { describe, expect, it } from 'vitest'
import { summarizeEpoch } from '@shared/domain/metrics'
import { addRun, appendSteps, epochRecord, errorOf, temporaryStore } from '../support'

describe('epochs', () => {
  it('come back as they were given, to the last bit', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    const records = Array.from({ length: 40 }, (_, index) => epochRecord(index + 1))
    for (const record of records) store.metrics.appendEpoch(id, record, { best: false })
    expect(store.metrics.epochs(id)).toEqual(records)
  })

  it('without a histogram of p_t come back without one', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    const record = epochRecord(1)
    delete record.train.probabilityHistogram
    delete record.validation.probabilityHistogram
    store.metrics.appendEpoch(id, record, { best: true })
    expect(store.metrics.epochs(id)).toEqual([record])
  })

  it('of a diverged run keep NaN and Infinity apart from what is not defined', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    const { train, validation } = epochRecord(1)
    const record = epochRecord(1, {
      train: { ...train, loss: NaN, crossEntropy: Infinity },
      validation: { ...validation, loss: NaN },
    })
    store.metrics.appendEpoch(id, record, { best: true })
    expect(store.metrics.epochs(id)).toEqual([record])
    const { best } = store.runs.summary(id)
    expect(best).toEqual(summarizeEpoch(record))
    expect(best).toMatchObject({ loss: NaN, crossEntropy: Infinity, valLoss: NaN })
  })

  it('give a run its last and its best summary', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    const [first, second, third] = [epochRecord(1), epochRecord(2), epochRecord(3)]
    store.metrics.appendEpoch(id, first, { best: true })
    store.metrics.appendEpoch(id, second, { best: true })
    store.metrics.appendEpoch(id, third, { best: false })
    expect(store.runs.summary(id)).toMatchObject({
      best: summarizeEpoch(second),
      last: summarizeEpoch(third),
    })
  })

  it('that do not follow the last one are refused, and leave nothing', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    store.metrics.appendEpoch(id, epochRecord(1), { best: true })
    for (const record of [epochRecord(1), epochRecord(3), epochRecord(2, { step: 10 })]) {
      errorOf(() => store.metrics.appendEpoch(id, record, { best: true }), 'conflict')
    }
    const { train } = epochRecord(2)
    const short = epochRecord(2, { train: { ...train, perClass: train.perClass.slice(1) } })
    errorOf(() => store.metrics.appendEpoch(id, short, { best: true }), 'bad-input')
    expect(store.metrics.epochs(id)).toEqual([epochRecord(1)])
  })
})

describe('steps', () => {
  it('that do not follow the last one are refused', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    appendSteps(store, id, 1, 5)
    errorOf(() => appendSteps(store, id, 5, 2), 'conflict')
    expect(errorOf(() => appendSteps(store, id, 7, 2), 'conflict').details).toMatchObject({ lastStep: 5 })
    appendSteps(store, id, 6, 0)
    appendSteps(store, id, 6, 2)
    expect(store.metrics.lastStep(id)).toBe(7)
  })

  it('without a time each are refused', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    const batch = { epoch: 1, firstStep: 1, losses: Float32Array.of(1, 2), seconds: Float64Array.of(1) }
    errorOf(() => store.metrics.appendSteps(id, batch), 'bad-input')
    expect(store.metrics.curveKeys(id)).toEqual([])
  })
})

describe('truncateAfter', () => {
  /** A run of 50 epochs with 10 steps each; the odd ones are best. */
  function trained(epochs = 50) {
    const store = temporaryStore()
    const { id } = addRun(store)
    const train = (from: number, to: number) => {
      for (let epoch = from; epoch <= to; epoch++) {
        appendSteps(store, id, (epoch - 1) * 10 + 1, 10, epoch)
        store.metrics.appendEpoch(id, epochRecord(epoch), { best: epoch % 2 === 1 })
      }
    }
    train(1, epochs)
    return { store, id, train }
  }

  function everyCurve({ store, id }: ReturnType<typeof trained>) {
    return store.metrics
      .curveKeys(id)
      .map((key) => [
        store.metrics.readCurve(id, key, { maxPoints: 100_000 }),
        store.metrics.readCurve(id, key, { maxPoints: 7 }),
      ])
  }

  it.each([0, 1, 16, 33, 50])('%i, then trained again, is as if it had never gone on', (epoch) => {
    const straight = trained()
    const resumed = trained()
    resumed.store.metrics.truncateAfter(resumed.id, epoch)
    expect(resumed.store.metrics.lastStep(resumed.id)).toBe(epoch * 10)
    expect(resumed.store.metrics.epochs(resumed.id)).toHaveLength(epoch)
    resumed.train(epoch + 1, 50)
    const expected = everyCurve(straight)
      .flat()
      .map((curve) => ({ ...curve, runId: '' }))
    expect(
      everyCurve(resumed)
        .flat()
        .map((curve) => ({ ...curve, runId: '' })),
    ).toEqual(expected)
    expect(resumed.store.metrics.epochs(resumed.id)).toEqual(straight.store.metrics.epochs(straight.id))
  })

  it('takes steps of an unfinished epoch, later predictions and checkpoints with it, and keeps earlier ones', () => {
    const { store, id } = trained(4)
    appendSteps(store, id, 41, 6, 5)
    const predictions = { rows: Int32Array.of(1), probabilities: Float32Array.of(1, 0, 0) }
    store.predictions.save(id, 'best', { epoch: 3, ...predictions })
    store.predictions.save(id, 'last', { epoch: 4, ...predictions })
    store.runs.saveCheckpoint(id, { epoch: 3, fileName: 'three' }, { best: true })
    store.runs.saveCheckpoint(id, { epoch: 4, fileName: 'four' }, { best: false })
    store.metrics.truncateAfter(id, 4)
    expect(store.metrics.lastStep(id)).toBe(40)
    expect(store.predictions.read(id, 'last')?.epoch).toBe(4)
    store.metrics.truncateAfter(id, 3)
    expect(store.predictions.read(id, 'last')).toBeNull()
    expect(store.predictions.read(id, 'best')?.epoch).toBe(3)
    expect(store.runs.checkpoint(id, 'last')).toBeNull()
    expect(store.runs.checkpoint(id, 'best')).toEqual({ epoch: 3, fileName: 'three' })
    expect(store.runs.summary(id)).toMatchObject({ best: { epoch: 3 }, last: { epoch: 3 } })
    store.metrics.truncateAfter(id, 2)
    expect(store.runs.summary(id)).toMatchObject({ best: { epoch: 1 }, last: { epoch: 2 } })
    store.metrics.truncateAfter(id, 0)
    expect(store.runs.summary(id)).toMatchObject({ best: null, last: null })
    expect(store.metrics.curveKeys(id)).toEqual([])
  })

  it('an epoch that is not on record is not found', () => {
    const { store, id } = trained(2)
    errorOf(() => store.metrics.truncateAfter(id, 3), 'not-found')
    expect(store.metrics.epochs(id)).toHaveLength(2)
  })
})
