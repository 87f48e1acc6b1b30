/** What the engine and the importer's process say to each other. One process does one task and ends. */
import type { ImportOptions } from '@shared/contract/datasets'
import type { FileInspection, ImportNote, ImportProgress } from '@shared/domain/dataset'
import type { ErrorShape } from '@shared/errors'
import type { BuiltDataset } from '../dataset-builder'

export interface LocatedFile {
  path: string
  /** Its name for people; an upload's path says nothing to them. */
  name: string
  /** Where relative paths in it start; null for an upload, which has come alone. */
  folder: string | null
}

export interface ImportTask {
  type: 'inspect' | 'import'
  file: LocatedFile
  /** The file of the labels, where it was named. */
  labelsFile: LocatedFile | null
  options: Omit<ImportOptions, 'labelsFile'>
  /** Folder for temporary files, which the engine removes. */
  work: string
  /** Folder for the data file. */
  target: string
}

export interface ImportResult extends BuiltDataset {
  /** What the labels were read from; null where it is no column. */
  labelColumn: string | null
  /** What a person should know of the way it was read. */
  notes: ImportNote[]
}

export type FromImporter =
  | ({ type: 'progress' } & ImportProgress)
  | { type: 'inspected'; inspection: FileInspection }
  | { type: 'imported'; result: ImportResult }
  | { type: 'failed'; error: ErrorShape }
