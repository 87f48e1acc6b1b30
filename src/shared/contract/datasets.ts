import { eventIterator, oc, type } from '@orpc/contract'
import { z } from 'zod'
import { bounded, dataConfigSchema } from '../config/run-config'
import { limits } from '../config/limits'
import {
  columnTypes,
  missingRules,
  type Dataset,
  type DatasetPreview,
  type FileInspection,
  type ImportNote,
  type ImportProgress,
  type SplitPreview,
} from '../domain/dataset'
import type { ErrorShape } from '../errors'
import { id } from './common'

/** Where a file is: a path on the engine's machine, or what the browser has uploaded. */
export const fileSourceSchema = z.union([
  z.object({ path: z.string().min(1) }),
  z.object({ upload: z.string().min(1), name: z.string().min(1).max(255) }),
])
export type FileSource = z.output<typeof fileSourceSchema>

/** How a file is to be read. Without `types`, columns have the type that they seem to be. */
export const importOptionsSchema = z.object({
  /** The label column; for arrays without a file of labels it may be a column of numbers, too. */
  label: z.string().min(1).optional(),
  /** Several label columns of 0 and 1 (false and true, no and yes), one a label; instead of `label`. */
  labels: z.array(z.string().min(1)).min(1).max(1000).optional(),
  /** What separates the labels of a row in the label column; an empty cell has none. Without it a row has one label. */
  labelSeparator: z.string().min(1).max(10).optional(),
  types: z.record(z.string(), z.enum(columnTypes)).default({}),
  /** What becomes of missing values: an error, the row left out, or filled in by each run from its training split. */
  missing: z.enum(missingRules).default('refuse'),
  /** CSV: whether the first line names the columns; where it is not said, it must. */
  header: z.boolean().optional(),
  /** CSV: what separates the cells; found in the first line where it is not said. */
  delimiter: z.string().length(1).optional(),
  /** A column whose texts (train, validation, test, unused) split the rows. */
  split: z.string().min(1).optional(),
  /** Images: size and channels that all are brought to; without it those that all of them have, or 32 × 32. */
  image: z
    .object({
      height: bounded(limits.imageSide),
      width: bounded(limits.imageSide),
      channels: z.union([z.literal(1), z.literal(3)]),
    })
    .optional(),
  /** IDX and NumPy: the file of the labels; found beside the file where it is not said. */
  labelsFile: fileSourceSchema.optional(),
})
export type ImportOptions = z.output<typeof importOptionsSchema>

export const importRequestSchema = importOptionsSchema.extend({
  source: fileSourceSchema,
  name: z.string().trim().min(1).max(200).optional(),
})
export type ImportRequest = z.output<typeof importRequestSchema>

/** What an import tells: how far it is, and in the end what it made, or why it made nothing. */
export type ImportEvent =
  | ({ type: 'progress' } & ImportProgress)
  | { type: 'imported'; dataset: Dataset; notes: ImportNote[] }
  | { type: 'failed'; error: ErrorShape }

export const syntheticSchema = z.object({
  name: z.string().trim().min(1).max(200),
  samples: z.number().int().min(limits.syntheticSamples.min).max(limits.syntheticSamples.max),
  features: z.number().int().min(limits.syntheticFeatures.min).max(limits.syntheticFeatures.max),
  classes: z.number().int().min(limits.syntheticClasses.min).max(limits.syntheticClasses.max),
  /** Distance between class centres, in deviations of a class. */
  separation: z.number().min(limits.syntheticSeparation.min).max(limits.syntheticSeparation.max),
  /** Imbalance factor of the generated counts. */
  imbalance: z.number().min(limits.imbalance.min).max(limits.imbalance.max),
  seed: z.number().int().min(limits.seed.min).max(limits.seed.max),
})
export type SyntheticRequest = z.output<typeof syntheticSchema>

export const datasetsContract = {
  list: oc.output(type<Dataset[]>()),
  /** By id, then a removed one too, or by name. */
  get: oc.input(z.object({ dataset: z.string().min(1) })).output(type<Dataset>()),
  preview: oc
    .input(z.object({ id, rows: z.number().int().min(1).max(200).default(20) }))
    .output(type<DatasetPreview>()),
  /** Class counts of both splits that a data configuration would give. */
  previewSplit: oc
    .input(z.object({ data: dataConfigSchema, seed: z.number().int().min(0).default(limits.seed.default) }))
    .output(type<SplitPreview>()),
  /**
   * Reads the head of a file, or looks into a folder of images: columns, types, histograms, counts, those of several labels
   * a sample where it is said what these are. Imports nothing.
   */
  inspect: oc
    .input(
      importOptionsSchema
        .pick({
          header: true,
          delimiter: true,
          label: true,
          labels: true,
          labelSeparator: true,
          labelsFile: true,
        })
        .extend({ source: fileSourceSchema }),
    )
    .output(type<FileInspection>()),
  /** Imports a file or a folder of images; the same content read in the same way twice is one data set. */
  import: oc.input(importRequestSchema).output(type<Dataset>()),
  /** The same, told step by step; the last event is `imported` or `failed`. Ending the stream cancels the import. */
  importWithProgress: oc.input(importRequestSchema).output(eventIterator(type<ImportEvent>())),
  synthesize: oc.input(syntheticSchema).output(type<Dataset>()),
  rename: oc.input(z.object({ id, name: z.string().trim().min(1).max(200) })).output(type<Dataset>()),
  /**
   * Removes a data set and its file; refused with `conflict` while runs name it. With `force` those keep their results,
   * and go on or are repeated once the same content is imported again.
   */
  remove: oc.input(z.object({ id, force: z.boolean().default(false) })).output(type<{ removed: string }>()),
}
