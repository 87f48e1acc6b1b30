/** Kinds of data files, found by their content first. */
export const fileFormats = ['csv', 'jsonLines', 'parquet', 'idx', 'numpy', 'images'] as const
export type FileFormat = (typeof fileFormats)[number]

/** What a column is to a model. `categorical`: one feature a category; `ordinal`: their place in order; `image`: paths. */
export const columnTypes = ['numeric', 'categorical', 'ordinal', 'image', 'ignore'] as const
export type ColumnType = (typeof columnTypes)[number]

/** How categories become numbers: one feature each, or their place in order. */
export const encodings = ['oneHot', 'ordinal'] as const
export type Encoding = (typeof encodings)[number]

/** What becomes of missing values: an error, the row left out, or filled in when a run starts. */
export const missingRules = ['refuse', 'drop', 'mean', 'mostFrequent'] as const
export type MissingRule = (typeof missingRules)[number]
export type FillRule = Extract<MissingRule, 'mean' | 'mostFrequent'>

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
  /** When its data was removed, although runs name it; null for one that is there. */
  removedAt: number | null
}

/** A value and how often it was seen. */
export interface ValueCount {
  value: string
  count: number
}

/** One column of a file that was looked into. */
export interface InspectedColumn {
  name: string
  /** What it seems to be. */
  type: ColumnType
  examples: string[]
  /** Rows without a value, of those read. */
  missing: number
  /** Different values among the rows read; no more are counted than `mostValuesCounted`. */
  distinct: number
  /** Of a numeric column: counts in bins of equal width from `min` to `max`. */
  histogram: { min: number; max: number; counts: number[] } | null
  /** The most frequent values, the most frequent one first. */
  topValues: ValueCount[]
}

/** What a file looks like from its first rows, before anything is imported. */
export interface FileInspection {
  name: string
  bytes: number
  format: FileFormat
  columns: InspectedColumn[]
  /** Columns beyond those shown. */
  columnsHidden: number
  /** The column that is most likely the label; null where the labels are no column, or none looks like it. */
  suggestedLabel: string | null
  rowsRead: number
  /** Rows in all, where that is known without reading them. */
  rows: number | null
  /** CSV: whether the first line names the columns, and what separates the cells. */
  csv: { header: boolean; delimiter: string } | null
  /** Images and arrays: how the samples are shaped and where their labels come from. */
  samples: {
    /** [height, width, channels]; null where they are plain rows of numbers. */
    shape: [number, number, number] | null
    /** What the labels are read from; null where it has to be named. */
    labels: string | null
    /** Counts by class of the rows read; empty where there are no labels yet. */
    classes: ClassCount[]
  } | null
}

/** How far an import has come. */
export interface ImportProgress {
  bytesRead: number
  /** Size of the file or files; null where it is not known. */
  bytes: number | null
  rows: number
}

/** Where a feature lies. */
export interface FeatureRange {
  name: string
  /** Null for a column of categories, and where every value is missing. */
  min: number | null
  mean: number | null
  max: number | null
  missing: number
  /** Categories of a categorical column. */
  categories: number | null
  /** Not 0 where the values are stored relative to it, because they are too large for float32. */
  offset: number
}

/** A few samples to look at, and where each feature lies. */
export interface DatasetPreview {
  /** Numbers, texts of categories, null where a value is missing. */
  rows: { label: string; features: (number | string | null)[] }[]
  featureRanges: FeatureRange[]
  /** How runs fill in missing values; null where none is missing. */
  fill: FillRule | null
  /** Column that a given split was read from. */
  splitColumn: string | null
}

/** Counts by class, in label order, that a data configuration leaves for each split. */
export interface SplitPreview {
  train: number[]
  validation: number[]
}
