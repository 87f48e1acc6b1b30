import { configuredSplit } from '@core/sampling/configured-split'
import type { DataConfig } from '@shared/config/run-config'
import type { SplitPreview } from '@shared/domain/dataset'
import { nextTurn } from '../turns'
import type { DatasetReader } from './dataset-reader'

/** Targets read and counted between two turns of the event loop. */
const targetsAtOnce = 4_000_000

/**
 * Samples of each label that a data configuration leaves for each split of a multi-label data set. Unlike those of
 * classes they depend on the seed: the split is drawn, and counted.
 */
export async function countLabelSplit(
  reader: DatasetReader,
  data: DataConfig,
  seed: number,
  signal?: AbortSignal,
): Promise<SplitPreview> {
  const { samples, labels } = reader.header
  const targets = await allTargets(reader, signal)
  const source = { targets, givenSplit: await reader.givenSplit() }
  const split = configuredSplit(await reader.classes(), labels.length + 1, data, seed, source)
  const isTrain = marksOf(split.train, samples)
  const isValidation = marksOf(split.validation, samples)
  const train = new Array<number>(labels.length).fill(0)
  const validation = new Array<number>(labels.length).fill(0)
  for (let i = 0, row = 0, label = 0; i < targets.length; i++) {
    if (targets[i] === 1) {
      if (isTrain[row] === 1) train[label]! += 1
      else if (isValidation[row] === 1) validation[label]! += 1
    }
    if (i % targetsAtOnce === targetsAtOnce - 1) await nextTurn(signal)
    label += 1
    if (label < labels.length) continue
    label = 0
    row += 1
  }
  const counted = { train: split.train.length, validation: split.validation.length }
  return { train, validation, samples: counted }
}

async function allTargets(reader: DatasetReader, signal?: AbortSignal): Promise<Uint8Array> {
  const { samples, labels } = reader.header
  const targets = new Uint8Array(samples * labels.length)
  const rowsAtOnce = Math.max(1, Math.floor(targetsAtOnce / labels.length))
  for (let first = 0; first < samples; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, samples - first)
    targets.set(await reader.targets(first, rows), first * labels.length)
    await nextTurn(signal)
  }
  return targets
}

function marksOf(rows: Int32Array, samples: number): Uint8Array {
  const marks = new Uint8Array(samples)
  for (const row of rows) marks[row] = 1
  return marks
}
