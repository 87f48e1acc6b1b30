import { expect, test } from 'vitest'
import { checkpointFileName, epochOfCheckpoint } from '@shared/trainer-protocol'

test('the name of a checkpoint gives back its epoch', () => {
  for (const epoch of [1, 12, 999_999, 1_000_000])
    expect(epochOfCheckpoint(checkpointFileName(epoch))).toBe(epoch)
})

test('other files have none', () => {
  for (const name of [
    'epoch-000012.checkpoint.temporary',
    'epoch-.checkpoint',
    'notes.txt',
    '../epoch-000001.checkpoint',
  ]) {
    expect(epochOfCheckpoint(name)).toBeNull()
  }
})
