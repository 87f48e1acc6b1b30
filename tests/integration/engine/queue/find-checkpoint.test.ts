import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkpointFileName } from '@shared/trainer-protocol'
import { findCheckpoint } from '../../../../src/engine/queue/find-checkpoint'
import { addRun, epochRecord, temporaryStore } from '../store/support'

/** A run with epochs 1 to 3 on record, the checkpoint of epoch 2 too, and the files of some epochs. */
function runWithFiles(epochs: number[]) {
  const folder = mkdtempSync(join(tmpdir(), 'focal-bench-checkpoints-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const store = temporaryStore()
  const { id } = addRun(store)
  store.runs.transition(id, 'running')
  for (const epoch of [1, 2, 3]) store.metrics.appendEpoch(id, epochRecord(epoch), { best: epoch === 1 })
  store.runs.saveCheckpoint(id, { epoch: 2, fileName: checkpointFileName(2) }, { best: false })
  for (const epoch of epochs) writeFileSync(join(folder, checkpointFileName(epoch)), '')
  return { store, id, folder }
}

test('a run goes on from the checkpoint on record', () => {
  const { store, id, folder } = runWithFiles([1, 2, 3])
  expect(findCheckpoint(store, id, folder)).toEqual({ epoch: 2, fileName: checkpointFileName(2) })
})

test('a checkpoint that the trainer replaced before the engine died leads to the newest one of an epoch on record', () => {
  const { store, id, folder } = runWithFiles([1, 3, 4])
  expect(findCheckpoint(store, id, folder)).toEqual({ epoch: 3, fileName: checkpointFileName(3) })
})

test('a run begins anew where no checkpoint is left, or only of an epoch that is not on record', () => {
  const none = runWithFiles([])
  expect(findCheckpoint(none.store, none.id, none.folder)).toBeNull()
  const unknown = runWithFiles([4])
  writeFileSync(join(unknown.folder, 'notes.txt'), '')
  expect(findCheckpoint(unknown.store, unknown.id, unknown.folder)).toBeNull()
})

test('a run that never had a checkpoint begins anew', () => {
  const { store, folder } = runWithFiles([3])
  expect(findCheckpoint(store, addRun(store).id, folder)).toBeNull()
})
