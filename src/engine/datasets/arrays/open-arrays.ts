/** IDX and NumPy files: an array of samples, and an array of labels in a file or an archive beside it. */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { splitParts } from '@shared/dataset-file'
import { readHead } from '../../files'
import { DataProblem } from '../data-problem'
import { testPart } from '../dataset-builder'
import type { LocatedFile } from '../importer/protocol'
import { ArrayFile, type ArrayLayout } from './array-file'
import { idxHeadBytes, idxImageNames, idxLabelNames, readIdxLayout } from './idx'
import { npyHeadBytes, npyLabelNames, readNpyLayout } from './npy'
import { extract, gunzip, listZip, type ZipEntry } from './unpack'

/** Samples and their labels; without labels, what was found. */
export interface ArrayPair {
  samples: ArrayFile
  labels: ArrayFile | null
  part: number | undefined
}

export interface OpenedArrays {
  pairs: ArrayPair[]
  bytes: number
  /** What the labels are read from, in words. */
  labelsName: string | null
  close: () => Promise<void>
}

/**
 * Opens an array and the labels that belong to it: those that are named, or those found by their name.
 * @throws DataProblem where a file is no array
 */
export async function openArrays(
  file: LocatedFile,
  labelsFile: LocatedFile | null,
  work: string,
): Promise<OpenedArrays> {
  const opener = new ArrayOpener(work)
  try {
    return await openWith(opener, file, labelsFile)
  } catch (error) {
    await opener.close()
    throw error
  }
}

async function openWith(
  opener: ArrayOpener,
  file: LocatedFile,
  labelsFile: LocatedFile | null,
): Promise<OpenedArrays> {
  if (/\.npz$/i.test(file.name)) return opener.openArchive(file)
  const found = labelsFile ?? sibling(file, [...idxLabelNames(file.name), ...npyLabelNames(file.name)])
  const first = await opener.open(file)
  if (found === null && first.layout.shape.length === 1) {
    const images = sibling(file, idxImageNames(file.name))
    if (images !== null) return opener.pair(await opener.open(images), first, images, file)
    throw new DataProblem(
      'it holds one number for each sample: these are labels. Choose the file of the samples.',
      {
        file: file.name,
        expected: 'an array of 2 dimensions or more',
      },
    )
  }
  if (found === null) {
    const { size } = await stat(file.path)
    return {
      pairs: [{ samples: first, labels: null, part: undefined }],
      bytes: size,
      labelsName: null,
      close: () => opener.close(),
    }
  }
  return opener.pair(first, await opener.open(found), file, found)
}

class ArrayOpener {
  private unpacked = 0
  private readonly opened: ArrayFile[] = []

  constructor(private readonly work: string) {}

  async open({ path, name }: LocatedFile): Promise<ArrayFile> {
    const head = await readHead(path, npyHeadBytes)
    if (head[0] !== 0x1f || head[1] !== 0x8b) return this.add(path, name, layoutOf(head, name))
    const target = this.target()
    await gunzip(path, name, target)
    return this.add(target, name, layoutOf(await readHead(target, npyHeadBytes), name))
  }

  async pair(
    samples: ArrayFile,
    labels: ArrayFile,
    file: LocatedFile,
    labelsFile: LocatedFile,
  ): Promise<OpenedArrays> {
    requirePair(samples, labels)
    const bytes = (await stat(file.path)).size + (await stat(labelsFile.path)).size
    return {
      pairs: [{ samples, labels, part: undefined }],
      bytes,
      labelsName: labelsFile.name,
      close: () => this.close(),
    }
  }

  /** The arrays of an archive, by the names that people give them; `x_test` beside `x_train` is a given split. */
  async openArchive({ path, name }: LocatedFile): Promise<OpenedArrays> {
    const entries = await listZip(path, name)
    const arrays = new Map(entries.map((entry) => [entry.name.replace(/\.npy$/i, '').toLowerCase(), entry]))
    const { size: bytes } = await stat(path)
    const openEntry = (entry: ZipEntry) => this.openEntry(path, name, entry)
    const train = entryNames(arrays, '_train') ?? entryNames(arrays, '')
    if (train === null)
      return {
        pairs: [await this.guessPair(entries, openEntry, name)],
        bytes,
        labelsName: name,
        close: () => this.close(),
      }
    const pairs = [await this.entryPair(train, openEntry, undefined)]
    const test = arrays.has('x_train') ? entryNames(arrays, '_test') : null
    if (test !== null) {
      const first = pairs[0]
      if (first !== undefined) first.part = splitParts.train
      pairs.push(await this.entryPair(test, openEntry, testPart))
    }
    return { pairs, bytes, labelsName: `${name}: ${train.labels.name}`, close: () => this.close() }
  }

  private async entryPair(
    { samples, labels }: { samples: ZipEntry; labels: ZipEntry },
    openEntry: (entry: ZipEntry) => Promise<ArrayFile>,
    part: number | undefined,
  ): Promise<ArrayPair> {
    const pair = { samples: await openEntry(samples), labels: await openEntry(labels), part }
    requirePair(pair.samples, pair.labels)
    return pair
  }

  /** The one array of several dimensions, and the one of one dimension. */
  private async guessPair(
    entries: readonly ZipEntry[],
    openEntry: (entry: ZipEntry) => Promise<ArrayFile>,
    name: string,
  ): Promise<ArrayPair> {
    if (entries.length > mostGuessed) throw unclear(entries, name)
    const arrays: ArrayFile[] = []
    for (const entry of entries) arrays.push(await openEntry(entry))
    const [samples, ...others] = arrays.filter(({ layout }) => layout.shape.length > 1)
    const [labels, ...otherLabels] = arrays.filter(({ layout }) => layout.shape.length === 1)
    if (samples === undefined || others.length + otherLabels.length > 0) throw unclear(entries, name)
    if (labels !== undefined) requirePair(samples, labels)
    return { samples, labels: labels ?? null, part: undefined }
  }

  private async openEntry(path: string, archive: string, entry: ZipEntry): Promise<ArrayFile> {
    const target = this.target()
    await extract(path, archive, entry, target)
    const name = `${archive}: ${entry.name}`
    return this.add(target, name, readNpyLayout(await readHead(target, npyHeadBytes), name))
  }

  async close(): Promise<void> {
    for (const array of this.opened) await array.close()
  }

  private async add(path: string, name: string, layout: ArrayLayout): Promise<ArrayFile> {
    const array = await ArrayFile.open(path, name, layout)
    this.opened.push(array)
    return array
  }

  private target(): string {
    this.unpacked += 1
    return join(this.work, `unpacked-${this.unpacked}`)
  }
}

const mostGuessed = 8
const sampleNames = ['x', 'data', 'features', 'images', 'inputs', 'arr_0']
const labelNames = ['y', 'labels', 'label', 'targets', 'target', 'arr_1']

function entryNames(
  arrays: ReadonlyMap<string, ZipEntry>,
  part: string,
): { samples: ZipEntry; labels: ZipEntry } | null {
  const prefix = part.replace('_', '')
  const find = (names: string[]) =>
    names
      .flatMap((name) => [`${name}${part}`, ...(prefix === '' ? [] : [`${prefix}_${name}`])])
      .find((name) => arrays.has(name))
  const samples = arrays.get(find(sampleNames) ?? '')
  const labels = arrays.get(find(labelNames) ?? '')
  return samples === undefined || labels === undefined ? null : { samples, labels }
}

function sibling(file: LocatedFile, names: readonly string[]): LocatedFile | null {
  if (file.folder === null) return null
  const folder = dirname(file.path)
  // A file that was renamed for an upload has no siblings.
  if (basename(file.path) !== file.name) return null
  const name = names.find((other) => existsSync(join(folder, other)))
  return name === undefined ? null : { path: join(folder, name), name, folder: file.folder }
}

function layoutOf(head: Buffer, name: string): ArrayLayout {
  return head[0] === 0 ? readIdxLayout(head.subarray(0, idxHeadBytes), name) : readNpyLayout(head, name)
}

function requirePair(samples: ArrayFile, labels: ArrayFile): void {
  if (labels.width !== 1) {
    throw new DataProblem(
      `it has ${labels.width} numbers for each sample; labels are one for each. Save one-hot labels with argmax(axis=1).`,
      { file: labels.name, value: labels.layout.shape.join(' × '), expected: 'one label a sample' },
    )
  }
  if (labels.rows === samples.rows) return
  throw new DataProblem(`it holds ${labels.rows} labels, but ${samples.name} has ${samples.rows} samples.`, {
    file: labels.name,
    value: String(labels.rows),
    expected: `${samples.rows} labels`,
  })
}

function unclear(entries: readonly ZipEntry[], file: string): DataProblem {
  const names = entries
    .slice(0, 20)
    .map(({ name }) => name)
    .join(', ')
  return new DataProblem(
    `it is not clear which arrays are the samples and the labels (${names}). Save them as x and y: np.savez(path, x=…, y=…).`,
    { file, expected: 'arrays x and y' },
  )
}
