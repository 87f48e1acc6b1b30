/** The data sets of a home folder: rows in the store, content in files named by their hash. */
import { existsSync, mkdirSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { configuredCounts } from '@core/sampling/configured-split'
import { countLabels } from '@core/labels'
import type { DataConfig } from '@shared/config/run-config'
import type {
  FileSource,
  ImportEvent,
  ImportOptions,
  ImportRequest,
  SyntheticRequest,
} from '@shared/contract/datasets'
import type { DatasetHeader } from '@shared/dataset-file'
import type {
  Dataset,
  DatasetPreview,
  FileInspection,
  ImportProgress,
  SplitPreview,
} from '@shared/domain/dataset'
import { FocalError } from '@shared/errors'
import type { Store } from '../store'
import { digitsAttribution, readDigits } from './bundled'
import { DatasetReader, readHeader } from './dataset-reader'
import { dataFilePath, writeDatasetFile, type DatasetParts } from './dataset-writer'
import { countLabelSplit } from './label-split'
import { importEvents, type Imported } from './import-events'
import { Importer, workPrefix, type ImporterPaths } from './importer/importer'
import type { ImportTask, LocatedFile } from './importer/protocol'
import { previewDataset } from './preview'
import { defaultSynthetic, makeSynthetic } from './synthetic'

export interface DatasetsOptions extends ImporterPaths {
  store: Store
  home: string
  resourcesFolder: string
  /** Path of what a browser has uploaded. @throws FocalError `not-found` */
  resolveUpload: (upload: string) => string
  /** Called after the list of data sets has changed. */
  onChange: () => void
}

type Description = Pick<Dataset, 'name' | 'source' | 'labelColumn' | 'attribution'> & { id?: string }

type InspectRequest = Pick<
  ImportOptions,
  'header' | 'delimiter' | 'label' | 'labels' | 'labelSeparator' | 'labelsFile'
> & { source: FileSource }

/** What a data set's name does not need. */
const dataFileExtension =
  /\.(?:csv|tsv|txt|data|parquet|pq|jsonl|ndjson|json|npy|npz)$|(?:[-.]idx\d-ubyte|\.idx)?(?:\.gz)?$/i

/** Ids of the data sets that every home has. */
const alwaysThere = ['digits', 'synthetic'] as const

export class Datasets {
  private readonly folder: string
  private readonly previews = new Map<string, DatasetPreview>()
  private readonly headers = new Map<string, DatasetHeader>()
  private readonly importer: Importer

  constructor(private readonly options: DatasetsOptions) {
    this.folder = join(options.home, 'datasets')
    mkdirSync(this.folder, { recursive: true })
    this.importer = new Importer(options, this.folder)
  }

  /** Ends imports that are under way. */
  close(): void {
    this.importer.close()
  }

  /** Makes the data sets that every home has, and removes files that no data set names (an import that was cut off). */
  async prepare(): Promise<void> {
    this.options.store.datasets.forgetRemoved()
    await this.removeStrayFiles()
    for (const id of alwaysThere) {
      const known = this.options.store.datasets.find(id)
      if (known !== null && existsSync(this.path(known))) continue
      if (id === 'digits') await this.addDigits()
      else await this.addSynthetic(defaultSynthetic, { id })
    }
  }

  list(): Dataset[] {
    return this.options.store.datasets.list()
  }

  /** By id, a removed one too, or by name. @throws FocalError `not-found` */
  get(idOrName: string): Dataset {
    return this.options.store.datasets.get(idOrName)
  }

  find(idOrName: string): Dataset | null {
    return this.options.store.datasets.find(idOrName)
  }

  path(dataset: Dataset): string {
    return dataFilePath(this.folder, dataset.hash)
  }

  /** @throws FocalError `data-set-invalid` where the data set was removed, or its file is gone */
  requireFile(dataset: Dataset): void {
    const gone = this.whyGone(dataset)
    if (gone === null) return
    const problem = dataset.removedAt === null ? 'file-gone' : 'removed'
    const details = { dataset: dataset.id, name: dataset.name, problem }
    throw new FocalError({ code: 'data-set-invalid', message: gone, details })
  }

  /** Why there is no data to train on, and what helps; null where there is. */
  whyGone(dataset: Dataset): string | null {
    if (dataset.removedAt !== null) {
      return `The data of ${dataset.name} was removed. Import the same file in the same way again, and its runs have it back.`
    }
    if (existsSync(this.path(dataset))) return null
    return `The data file of ${dataset.name} is missing (${this.path(dataset)}). Import the data set again.`
  }

  async preview(id: string, rows: number, signal?: AbortSignal): Promise<DatasetPreview> {
    const dataset = this.get(id)
    const key = `${dataset.hash} ${rows}`
    const known = this.previews.get(key)
    if (known !== undefined) return known
    this.requireFile(dataset)
    const preview = await DatasetReader.use(this.path(dataset), (reader) =>
      previewDataset(reader, rows, signal),
    )
    this.previews.set(key, preview)
    return preview
  }

  /**
   * Counts by class, or by label, of both splits that a data configuration gives.
   * @param seed the run's seed, which matters with several labels a sample alone
   * @throws FocalError `not-found`; `data-set-invalid` where the file that has to be read is gone
   */
  async previewSplit(data: DataConfig, seed: number, signal?: AbortSignal): Promise<SplitPreview> {
    const dataset = this.get(data.dataset)
    if (dataset.multiLabel) {
      this.requireFile(dataset)
      return DatasetReader.use(this.path(dataset), (reader) => countLabelSplit(reader, data, seed, signal))
    }
    const counts = dataset.classes.map(({ count }) => count)
    return configuredCounts(counts, data, this.header(dataset)?.split)
  }

  /** @throws FocalError `data-set-invalid` naming line and column, `cancelled` */
  async inspect(
    { source, labelsFile, ...layout }: InspectRequest,
    signal?: AbortSignal,
  ): Promise<FileInspection> {
    const options = { types: {}, missing: 'refuse' as const, ...layout }
    const task = this.task('inspect', source, labelsFile, options)
    const answer = await this.importer.run(task, () => undefined, signal)
    if (answer.type === 'inspected') return answer.inspection
    throw new Error(`An inspection was answered with ${answer.type}.`)
  }

  /** Imports a file whole or not at all. @throws FocalError `data-set-invalid` naming line and column, `cancelled` */
  async import(request: ImportRequest, signal?: AbortSignal): Promise<Dataset> {
    return (await this.importFile(request, () => undefined, signal)).dataset
  }

  importWithProgress(request: ImportRequest, signal?: AbortSignal): AsyncGenerator<ImportEvent, undefined> {
    return importEvents((onProgress, cancelled) => this.importFile(request, onProgress, cancelled), signal)
  }

  private async importFile(
    { source, name, labelsFile, ...options }: ImportRequest,
    onProgress: (progress: ImportProgress) => void,
    signal?: AbortSignal,
  ): Promise<Imported> {
    const task = this.task('import', source, labelsFile, options)
    const answer = await this.importer.run(task, onProgress, signal)
    if (answer.type !== 'imported') throw new Error(`An import was answered with ${answer.type}.`)
    const { hash, header, counts, labelColumn, notes } = answer.result
    const description: Description = {
      name: name ?? task.file.name.replace(dataFileExtension, ''),
      source: 'imported',
      labelColumn,
      attribution: null,
    }
    return { dataset: this.record(hash, header, counts, description), notes }
  }

  private task(
    type: ImportTask['type'],
    source: FileSource,
    labelsFile: FileSource | undefined,
    options: ImportTask['options'],
  ): Omit<ImportTask, 'work' | 'target'> {
    const labels = labelsFile === undefined ? null : this.locate(labelsFile)
    return { type, file: this.locate(source), labelsFile: labels, options }
  }

  synthesize(request: SyntheticRequest, signal?: AbortSignal): Promise<Dataset> {
    return this.addSynthetic(request, {}, signal)
  }

  rename(id: string, name: string): Dataset {
    this.refuseAlwaysThere(id, 'renamed')
    const renamed = this.options.store.datasets.rename(id, name)
    this.options.onChange()
    return renamed
  }

  /**
   * Removes its file, and the data set itself unless runs name it: those keep their results and its description.
   * @param force although runs name it
   * @throws FocalError `conflict` while runs name it, or even with `force` while one of them trains or waits;
   *   `unsupported` for one that every home has
   */
  async remove(id: string, force = false): Promise<void> {
    this.refuseAlwaysThere(id, 'removed')
    const dataset = this.get(id)
    this.options.store.datasets.remove(dataset.id, { force })
    this.previews.clear()
    this.options.onChange()
    await rm(this.path(dataset), { force: true })
  }

  private async addDigits(): Promise<Dataset> {
    const parts = await readDigits(this.options.resourcesFolder)
    const attribution = digitsAttribution
    return this.add(parts, {
      id: 'digits',
      name: 'digits',
      source: 'bundled',
      labelColumn: null,
      attribution,
    })
  }

  private async addSynthetic(
    request: SyntheticRequest,
    { id }: { id?: string },
    signal?: AbortSignal,
  ): Promise<Dataset> {
    const parts = await makeSynthetic(request, signal)
    const description: Description = {
      name: request.name,
      source: 'synthetic',
      labelColumn: null,
      attribution: null,
    }
    return this.add(parts, id === undefined ? description : { ...description, id }, signal)
  }

  private async add(parts: DatasetParts, description: Description, signal?: AbortSignal): Promise<Dataset> {
    const hash = await writeDatasetFile(this.folder, parts, signal)
    return this.record(hash, parts, countLabels(parts.classes, parts.labels.length), description)
  }

  /** Records a data file that is there. */
  private record(hash: string, header: DatasetHeader, counts: number[], description: Description): Dataset {
    const dataset = this.options.store.datasets.insert({
      ...description,
      hash,
      samples: header.samples,
      features: header.features,
      featureNames: header.featureNames,
      shape: header.shape,
      multiLabel: header.multiLabel === true,
      classes: header.labels.map((label, c) => ({ label, count: counts[c] ?? 0 })),
    })
    this.options.onChange()
    return dataset
  }

  /** The header of a data set's file; null where the file is gone, which is told when it is needed. */
  private header(dataset: Dataset): DatasetHeader | null {
    const known = this.headers.get(dataset.hash)
    if (known !== undefined) return known
    const header = readHeader(this.path(dataset))
    if (header !== null) this.headers.set(dataset.hash, header)
    return header
  }

  private locate(source: FileSource): LocatedFile {
    if ('path' in source) {
      return { path: source.path, name: basename(source.path), folder: dirname(source.path) }
    }
    return { path: this.options.resolveUpload(source.upload), name: source.name, folder: null }
  }

  private refuseAlwaysThere(id: string, what: string): void {
    if (!(alwaysThere as readonly string[]).includes(id)) return
    throw new FocalError({
      code: 'unsupported',
      message: `${id} comes with Focal Bench and cannot be ${what}.`,
      details: { id, problem: 'bundled' },
    })
  }

  private async removeStrayFiles(): Promise<void> {
    const named = new Set(this.list().map((dataset) => basename(this.path(dataset))))
    for (const file of await readdir(this.folder)) {
      const isOurs = /\.(fbds|tmp)$/.test(file) || file.startsWith(workPrefix)
      if (isOurs && !named.has(file)) await rm(join(this.folder, file), { recursive: true, force: true })
    }
  }
}
