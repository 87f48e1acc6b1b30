/** What other programs see of the database while Focal Bench writes it. */
import { expect, it } from 'vitest'
import { addRun, appendSteps, epochRecord, labels, lossAt, plainConnection, temporaryStore } from './support'

it('a plain reader sees each batch as soon as its call returns', () => {
  const store = temporaryStore()
  const connection = plainConnection(store)
  const count = connection.prepare<[], number>('SELECT count(*) FROM metrics').pluck()
  const { id } = addRun(store)
  for (let batch = 0; batch < 20; batch++) {
    appendSteps(store, id, batch * 50 + 1, 50)
    expect(count.get()).toBe((batch + 1) * 50)
  }
})

it('a reader in the middle of a long read does not hold up the writer, and keeps its view', () => {
  const store = temporaryStore()
  const { id } = addRun(store)
  appendSteps(store, id, 1, 500)
  const connection = plainConnection(store)
  let rows = 0
  for (const _row of connection.prepare('SELECT * FROM metrics').iterate()) {
    if (rows++ === 100) appendSteps(store, id, 501, 500)
  }
  expect(rows).toBe(500)
  expect(store.metrics.lastStep(id)).toBe(1000)
})

it('the view `metrics` shows every figure with its run, class, split, step, epoch and time', () => {
  const store = temporaryStore()
  const run = addRun(store, { name: '运行' })
  appendSteps(store, run.id, 1, 10)
  const record = epochRecord(1)
  store.metrics.appendEpoch(run.id, record, { best: true })
  const connection = plainConnection(store)
  const select = connection.prepare(
    'SELECT * FROM metrics WHERE run = ? AND metric = ? AND split = ? AND resolution = ? ORDER BY step, class_index',
  )
  expect(select.all(run.id, 'loss', 'train', 'step')).toHaveLength(10)
  expect(select.get(run.id, 'loss', 'train', 'step')).toEqual({
    run: run.id,
    metric: 'loss',
    class: null,
    split: 'train',
    step: 1,
    epoch: 1,
    time: 0.001,
    value: lossAt(1),
    resolution: 'step',
    class_index: null,
  })
  const precision = {
    metric: 'precision',
    split: 'validation',
    step: 10,
    epoch: 1,
    time: 1.25,
    resolution: 'epoch',
  }
  expect(select.all(run.id, 'precision', 'validation', 'epoch')).toEqual(
    record.validation.perClass.map((scores, index) => ({
      ...precision,
      run: run.id,
      class: labels[index],
      class_index: index,
      value: scores.precision,
    })),
  )
})

it('confusion matrices and configurations open with the JSON functions of SQLite', () => {
  const store = temporaryStore()
  const { id } = addRun(store)
  const record = epochRecord(1)
  store.metrics.appendEpoch(id, record, { best: true })
  const connection = plainConnection(store)
  const cell = connection.prepare(
    `SELECT matrix ->> '$[1][2]' AS cell, support ->> '$[1]' AS support, runs.seed, config ->> '$.loss.kind' AS loss
     FROM confusion_matrices JOIN runs ON runs.key = run_key WHERE split = 'train'`,
  )
  expect(cell.get()).toEqual({ cell: record.train.confusion[1]![2], support: 20, seed: 1, loss: 'focal' })
})
