import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Checkpoint } from '../../../../src/trainer/checkpoint/checkpoint-file'
import { CheckpointFolder } from '../../../../src/trainer/checkpoint/checkpoint-folder'
import {
  CheckpointWriter,
  type WrittenCheckpoint,
} from '../../../../src/trainer/checkpoint/checkpoint-writer'

let folder: string
let written: WrittenCheckpoint[]
let writer: CheckpointWriter

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'focal-bench-checkpoints-'))
  written = []
  writer = new CheckpointWriter(new CheckpointFolder(folder), (checkpoint) => written.push(checkpoint))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function checkpoint(epoch: number, bestEpoch: number): Checkpoint {
  const scores = { loss: 0, crossEntropy: 0, accuracy: 0, balancedAccuracy: 0, macroF1: 0 }
  return {
    runId: 'run',
    position: {
      epoch,
      step: epoch,
      seconds: 0,
      trainingSeconds: 0,
      examples: 0,
      best: { epoch: bestEpoch, scores },
    },
    topology: '{}',
    labels: [],
    standardization: null,
    state: {
      step: epoch,
      weights: [{ name: 'w', shape: [2], values: new Float32Array([epoch, 0]) }],
      slots: [],
    },
  }
}

function nameOf(epoch: number): string {
  return `epoch-00000${epoch}.checkpoint`
}

describe('CheckpointWriter', () => {
  it('keeps the best epoch and the last two saved, and announces each once it is there', async () => {
    for (const [epoch, best] of [
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 2],
      [5, 2],
    ] as const) {
      writer.save(checkpoint(epoch, best))
      await writer.drain()
      expect(await readdir(folder)).toContain(nameOf(epoch))
    }
    expect(written.map(({ epoch, best }) => [epoch, best])).toEqual([
      [1, true],
      [2, true],
      [3, false],
      [4, false],
      [5, false],
    ])
    expect(await readdir(folder)).toEqual([nameOf(2), nameOf(4), nameOf(5)])
  })

  it('leaves out what is overtaken while the disk is busy, but never the best', async () => {
    for (const [epoch, best] of [
      [1, 1],
      [2, 1],
      [3, 3],
      [4, 3],
      [5, 3],
    ] as const)
      writer.save(checkpoint(epoch, best))
    await writer.drain()
    expect(written.map(({ epoch }) => epoch)).toEqual([1, 3, 5])
    expect(await readdir(folder)).toEqual([nameOf(3), nameOf(5)])
  })

  it('clears away what a killed process left half-written', async () => {
    await writeFile(join(folder, `${nameOf(7)}.temporary`), 'half')
    await writeFile(join(folder, 'notes.txt'), 'not ours')
    writer.save(checkpoint(8, 8))
    await writer.drain()
    expect((await readdir(folder)).sort()).toEqual([nameOf(8), 'notes.txt'])
  })

  it('says which epoch could not be written, at the next occasion', async () => {
    await rm(folder, { recursive: true })
    writer.save(checkpoint(1, 1))
    await expect(writer.drain()).rejects.toThrow(/^The checkpoint of epoch 1 could not be written: .*ENOENT/)
    expect(() => writer.save(checkpoint(2, 2))).toThrow(/^The checkpoint of epoch 1/)
    expect(written).toEqual([])
  })
})
