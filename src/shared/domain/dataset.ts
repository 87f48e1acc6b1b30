export type DatasetSource = 'bundled' | 'synthetic' | 'imported'

export interface ClassCount {
  label: string
  count: number
}

export interface Dataset {
  /** ULID, or the fixed id of a bundled data set (`digits`). */
  id: string
  name: string
  source: DatasetSource
  /** sha256 of the decoded content: features, labels and names. */
  hash: string
  samples: number
  features: number
  featureNames: string[]
  /** [height, width, channels] of image-shaped data, null for a table. */
  shape: [number, number, number] | null
  classes: ClassCount[]
  labelColumn: string | null
  attribution: string | null
  createdAt: number
}

/** What the first rows of a file look like, before anything is imported. */
export interface FileInspection {
  name: string
  bytes: number
  columns: { name: string; numeric: boolean; examples: string[] }[]
  /** The column that is most likely the label. */
  suggestedLabel: string | null
  rowsRead: number
}

/** A few samples to look at, and where each feature lies. */
export interface DatasetPreview {
  rows: { label: string; features: number[] }[]
  featureRanges: { name: string; min: number; mean: number; max: number }[]
}

/** Counts by class, in label order, that a data configuration leaves for each split. */
export interface SplitPreview {
  train: number[]
  validation: number[]
}
