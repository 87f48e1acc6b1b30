/** The data sets of a home folder: rows in the store, content in files named by their hash. */
import { mkdirSync } from 'node:fs'
import { access, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { configuredCounts } from '@core/sampling/configured-split'
import { countLabels } from '@core/labels'
import type { DataConfig } from '@shared/config/run-config'
import type { FileSource, SyntheticRequest } from '@shared/contract/datasets'
import type { Dataset, DatasetPreview, FileInspection, SplitPreview } from '@shared/domain/dataset'
import { FocalError } from '@shared/errors'
import type { Store } from '../store'
import { digitsAttribution, readDigits } from './bundled'
import { importCsv } from './csv/import-csv'
import { inspectCsv } from './csv/inspect-csv'
import { DatasetReader } from './dataset-reader'
import { dataFilePath, writeDatasetFile, type DatasetParts } from './dataset-writer'
import { previewDataset } from './preview'
import { defaultSynthetic, makeSynthetic } from './synthetic'

export interface DatasetsOptions {
  store: Store
  home: string
  resourcesFolder: string
  /** Path of what a browser has uploaded. @throws FocalError `not-found` */
  resolveUpload: (upload: string) => string
  /** Called after the list of data sets has changed. */
  onChange: () => void
}

type Description = Pick<Dataset, 'name' | 'source' | 'labelColumn' | 'attribution'> & { id?: string }

/** Ids of the data sets that every home has. */
const alwaysThere = ['digits', 'synthetic'] as const

export class Datasets {
  private readonly folder: string
  private readonly previews = new Map<string, DatasetPreview>()

  constructor(private readonly options: DatasetsOptions) {
    this.folder = join(options.home, 'datasets')
    mkdirSync(this.folder, { recursive: true })
  }

  /** Makes the data sets that every home has, and removes files that no data set names (an import that was cut off). */
  async prepare(): Promise<void> {
    await this.removeStrayFiles()
    for (const id of alwaysThere) {
      const known = this.options.store.datasets.find(id)
      if (known !== null && (await exists(this.path(known)))) continue
      if (id === 'digits') await this.addDigits()
      else await this.addSynthetic(defaultSynthetic, { id })
    }
  }

  list(): Dataset[] {
    return this.options.store.datasets.list()
  }

  /** By id or by name. @throws FocalError `not-found` */
  get(idOrName: string): Dataset {
    return this.options.store.datasets.get(idOrName)
  }

  find(idOrName: string): Dataset | null {
    return this.options.store.datasets.find(idOrName)
  }

  path(dataset: Dataset): string {
    return dataFilePath(this.folder, dataset.hash)
  }

  /** @throws FocalError `data-set-invalid` where the data set's file is gone */
  async requireFile(dataset: Dataset): Promise<void> {
    if (await exists(this.path(dataset))) return
    throw new FocalError({
      code: 'data-set-invalid',
      message: `The data file of ${dataset.name} is missing (${this.path(dataset)}). Import the data set again.`,
      details: { dataset: dataset.id },
    })
  }

  async preview(id: string, rows: number, signal?: AbortSignal): Promise<DatasetPreview> {
    const dataset = this.get(id)
    const key = `${dataset.hash} ${rows}`
    const known = this.previews.get(key)
    if (known !== undefined) return known
    const preview = await DatasetReader.use(this.path(dataset), (reader) =>
      previewDataset(reader, rows, signal),
    )
    this.previews.set(key, preview)
    return preview
  }

  /** Class counts of both splits that a data configuration gives. @throws FocalError `not-found` */
  previewSplit(data: DataConfig): SplitPreview {
    const counts = this.get(data.dataset).classes.map(({ count }) => count)
    return configuredCounts(counts, data)
  }

  inspect(source: FileSource, signal?: AbortSignal): Promise<FileInspection> {
    const file = this.locate(source)
    return inspectCsv(file.path, file.name, signal)
  }

  /** Imports a CSV file whole or not at all. @throws FocalError `data-set-invalid` naming line and column */
  async import(source: FileSource, label: string, name?: string, signal?: AbortSignal): Promise<Dataset> {
    const file = this.locate(source)
    const parts = await importCsv(file.path, { fileName: file.name, label, signal })
    return this.add(
      parts,
      {
        name: name ?? file.name.replace(/\.(csv|tsv|txt)$/i, ''),
        source: 'imported',
        labelColumn: label,
        attribution: null,
      },
      signal,
    )
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

  /** @throws FocalError `conflict` while runs name it, `unsupported` for one that every home has */
  async remove(id: string): Promise<void> {
    this.refuseAlwaysThere(id, 'removed')
    const dataset = this.get(id)
    this.options.store.datasets.remove(dataset.id)
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
    const counts = countLabels(parts.classes, parts.labels.length)
    const dataset = this.options.store.datasets.insert({
      ...description,
      hash,
      samples: parts.samples,
      features: parts.features,
      featureNames: parts.featureNames,
      shape: parts.shape,
      classes: parts.labels.map((label, c) => ({ label, count: counts[c]! })),
    })
    this.options.onChange()
    return dataset
  }

  private locate(source: FileSource): { path: string; name: string } {
    if ('path' in source) return { path: source.path, name: basename(source.path) }
    return { path: this.options.resolveUpload(source.upload), name: source.name }
  }

  private refuseAlwaysThere(id: string, what: string): void {
    if (!(alwaysThere as readonly string[]).includes(id)) return
    throw new FocalError({
      code: 'unsupported',
      message: `${id} comes with Focal Bench and cannot be ${what}.`,
    })
  }

  private async removeStrayFiles(): Promise<void> {
    const named = new Set(this.list().map((dataset) => basename(this.path(dataset))))
    for (const file of await readdir(this.folder)) {
      if (/\.(fbds|tmp)$/.test(file) && !named.has(file)) await rm(join(this.folder, file), { force: true })
    }
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
