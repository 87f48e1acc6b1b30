/** Opened arrays as samples, or as a table where the labels are one of the columns. */
import { nameSources, type FileFormat } from '@shared/domain/dataset'
import { DataProblem, describeProblem } from '../data-problem'
import { countTexts, type SampleSource } from '../samples/sample-source'
import type { Cell, OnRow, TableSource } from '../table/table-source'
import type { ArrayFile } from './array-file'
import type { OpenedArrays } from './open-arrays'

/** Null where there are no labels. @throws DataProblem where the arrays do not fit each other */
export function arraySamples(opened: OpenedArrays, format: FileFormat): SampleSource | null {
  const pairs = opened.pairs.flatMap(({ samples, labels, part }) =>
    labels === null ? [] : [{ samples, labels, part }],
  )
  const first = pairs[0]
  if (first === undefined || opened.labelsName === null) return null
  const shape = imageShape(first.samples)
  for (const { samples } of pairs) requireSameShape(first.samples, samples)
  return {
    format,
    bytes: opened.bytes,
    rows: pairs.reduce((sum, { samples }) => sum + samples.rows, 0),
    shape,
    features: first.samples.width,
    labels: opened.labelsName,
    split: pairs.length > 1 ? nameSources.arrays : null,
    isSmall: pairs.every(({ samples }) => samples.isSmall),
    async classes() {
      const all = await Promise.all(pairs.map(({ labels }) => labels.texts(0, labels.rows)))
      return countTexts(all.flat())
    },
    async read(onSample, onBytes) {
      let done = 0
      for (const { samples, labels, part } of pairs) {
        for (let row = 0; row < samples.rows; row += samples.rowsAtOnce) {
          const count = Math.min(samples.rowsAtOnce, samples.rows - row)
          const values = await samples.numbers(row, count)
          const texts = await labels.texts(row, count)
          texts.forEach((label, i) => {
            const of = values.subarray(i * samples.width, (i + 1) * samples.width)
            onSample(of, label, { file: samples.name, row: row + i + 1 }, part)
          })
          done += values.length * samples.layout.itemBytes
          onBytes(Math.min(opened.bytes, done))
        }
      }
    },
    close: () => opened.close(),
  }
}

/** An array of two dimensions, its columns named by number. */
export function arrayTable(
  opened: OpenedArrays,
  format: FileFormat,
  file: { path: string; name: string },
): TableSource {
  const samples = opened.pairs[0]?.samples
  if (samples?.layout.shape.length !== 2) {
    throw new DataProblem(
      'there are no labels with it. Put their file beside it (train-images-idx3-ubyte and train-labels-idx1-ubyte, x.npy and y.npy), or name it.',
      { expected: 'a file of labels', problem: 'no-labels-file', details: { field: 'labelsFile' } },
    )
  }
  return {
    format,
    isTyped: true,
    columns: Array.from({ length: samples.width }, (_, k) => `column ${k + 1}`),
    rows: samples.rows,
    bytes: opened.bytes,
    csv: null,
    emptyMessage: 'the array has no rows.',
    async read(onRow, onBytes) {
      try {
        await readRows(samples, onRow, onBytes)
      } catch (error) {
        throw error instanceof DataProblem ? await describeProblem(error, file.path, file.name) : error
      }
    },
    close: () => opened.close(),
  }
}

/** [height, width, channels] of an array of images; null for plain rows. */
export function imageShape({ name, layout }: ArrayFile): [number, number, number] | null {
  const [, height, width, channels] = layout.shape
  if (height === undefined || width === undefined) return null
  if (channels === undefined) return [height, width, 1]
  if (channels > 4 && height <= 4) {
    throw new DataProblem(
      `its images are ${height} × ${width} × ${channels}, with the channels first. Put them last: np.moveaxis(x, 1, -1).`,
      { file: name, value: layout.shape.join(' × '), expected: 'samples × height × width × channels' },
    )
  }
  return [height, width, channels]
}

async function readRows(samples: ArrayFile, onRow: OnRow, onBytes?: (bytes: number) => void): Promise<void> {
  for (let row = 0; row < samples.rows; row += samples.rowsAtOnce) {
    const count = Math.min(samples.rowsAtOnce, samples.rows - row)
    const values: ArrayLike<Cell> = samples.isText
      ? await samples.texts(row, count)
      : await samples.numbers(row, count)
    for (let i = 0; i < count; i++) {
      const cells = Array.from({ length: samples.width }, (_, k) => values[i * samples.width + k] ?? null)
      if (!onRow(cells, { row: row + i + 1 })) return
    }
    onBytes?.((row + count) * samples.width * samples.layout.itemBytes)
  }
}

function requireSameShape(first: ArrayFile, other: ArrayFile): void {
  const shapes = [first, other].map(({ layout }) => layout.shape.slice(1).join(' × '))
  if (shapes[0] === shapes[1]) return
  throw new DataProblem(`its samples are ${shapes[1]}, but those of ${first.name} are ${shapes[0]}.`, {
    file: other.name,
    value: shapes[1],
    expected: shapes[0],
  })
}
