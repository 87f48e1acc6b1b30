import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { benchModels, operationsPerExample } from '../../../../bench/training/models'
import { prepareThroughput } from '../../../../bench/training/workload'

const models = benchModels()

test('an epoch of every model is whole batches', () => {
  for (const { name, trainRows, batchSize } of models) expect(trainRows % batchSize, name).toBe(0)
})

test('the training split has the rows that the model asks for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'focal-bench-workload-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const cnn = models.find(({ name }) => name === 'cnn')!
  await prepareThroughput(cnn, folder, { warmupSeconds: 0, seconds: 0 })
  expect(statSync(join(folder, 'train.labels')).size).toBe(4 * cnn.trainRows)
  expect(statSync(join(folder, 'train.inputs')).size).toBe(4 * cnn.trainRows * 28 * 28)
})

test('operations count every layer three times, but for the first input gradient', () => {
  const mlp = models.find(({ name }) => name === 'mlp-32')!
  const [first, second, third] = [64 * 128, 128 * 64, 64 * 10]
  expect(operationsPerExample(mlp)).toBe(2 * (2 * first + 3 * second + 3 * third))
})
