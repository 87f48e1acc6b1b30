import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkpointFileName, epochOfCheckpoint } from '@shared/trainer-protocol'
import type { Checkpoint, Store } from '../store'

/**
 * The checkpoint that a run goes on from: the last one on record, and where its file is gone (the engine died between
 * the trainer's writing a newer one and hearing of it) the newest file of an epoch that is on record. Null to begin anew.
 * @param folder the run's checkpoints; exists
 */
export function findCheckpoint(store: Store, runId: string, folder: string): Checkpoint | null {
  const onRecord = store.runs.checkpoint(runId, 'last')
  if (onRecord === null || existsSync(join(folder, onRecord.fileName))) return onRecord
  const lastEpoch = store.runs.summary(runId).last?.epoch ?? 0
  const epochs = readdirSync(folder)
    .map(epochOfCheckpoint)
    .filter((epoch) => epoch !== null && epoch <= lastEpoch)
  if (epochs.length === 0) return null
  const epoch = Math.max(...(epochs as number[]))
  return { epoch, fileName: checkpointFileName(epoch) }
}
