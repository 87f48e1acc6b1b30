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
  /** Whether a sample may have several of the labels, or none. */
  multiLabel: boolean
  /** Samples of each class; with several labels a sample those that have each, which need not sum to `samples`. */
  classes: ClassCount[]
  /** The column of the labels; null where they are in no column, or in one each. */
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

/** Different values counted of a column of a file that is looked into; of one with more it is known that there are. */
export const mostValuesCounted = 1000

/** Why a column does not look like a feature. */
export const ignoreReasons = ['names', 'manyValues', 'lists', 'unsupported'] as const
export type IgnoreReason = (typeof ignoreReasons)[number]

/** One column of a file that was looked into. */
export interface InspectedColumn {
  name: string
  /** What it seems to be. */
  type: ColumnType
  examples: string[]
  /** Whether all values are lists of texts, as several labels a sample may be written. */
  holdsLists: boolean
  /** Rows without a value, of those read. */
  missing: number
  /** Where `type` is `ignore`: why. */
  ignoreReason: IgnoreReason | null
  /** Different values among the rows read; where there are more than `mostValuesCounted`, one more than that. */
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
  /** Samples that have each label, among the rows read, where it was said that there are several a sample. */
  labelCounts: ClassCount[] | null
  /** Rows that have none of them, where `labelCounts` is known. */
  unlabelled: number | null
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

/** From this size on a column's numbers are large enough to say that they are stored relative to their mean. */
const largeNumber = 10_000

export function isLarge(offset: number): boolean {
  return Math.abs(offset) >= largeNumber
}

/** What labels or a given split are read from where it is no column. */
export const nameSources = { folders: 'the names of the folders', arrays: 'the names of the arrays' } as const

/** Kinds of notes on an import. */
export const importNoteCodes = [
  'left-out',
  'dropped',
  'relative',
  'filled-by-mean',
  'filled-by-most-frequent',
  'given-split',
  'one-label-each',
] as const
export type ImportNoteCode = (typeof importNoteCodes)[number]

/** What a person should know of the way a file was read: in English, and as a code with values for other words. */
export interface ImportNote {
  code: ImportNoteCode
  message: string
  values: Record<string, string | number>
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
  /** Not 0 where the values are stored relative to it, because float32 cannot tell them apart well. */
  offset: number
}

/** A few samples to look at, and where each feature lies. */
export interface DatasetPreview {
  /** Numbers, texts of categories, null where a value is missing. */
  /** `label` is the class, or all labels of the sample with a comma between them. */
  rows: { label: string; features: (number | string | null)[] }[]
  featureRanges: FeatureRange[]
  /** How runs fill in missing values; null where none is missing. */
  fill: FillRule | null
  /** Column that a given split was read from. */
  splitColumn: string | null
  /** Samples that have none of several labels, in the whole data set; 0 where each has one class. */
  unlabelled: number
}

/** Counts by class, or samples that have each label, in label order, that a data configuration leaves for each split. */
export interface SplitPreview {
  train: number[]
  validation: number[]
  /** Samples of each split, where they may have several labels; otherwise the counts sum to them. */
  samples?: { train: number; validation: number }
}
