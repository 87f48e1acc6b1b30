import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { dataConfigSchema } from '../config/run-config'
import { limits } from '../config/limits'
import type { Dataset, DatasetPreview, FileInspection, SplitPreview } from '../domain/dataset'
import { id } from './common'

/** Where a file is: a path on the engine's machine, or what the browser has uploaded. */
export const fileSourceSchema = z.union([
  z.object({ path: z.string().min(1) }),
  z.object({ upload: z.string().min(1), name: z.string().min(1).max(255) }),
])
export type FileSource = z.output<typeof fileSourceSchema>

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
  /** By id or by name. */
  get: oc.input(z.object({ dataset: z.string().min(1) })).output(type<Dataset>()),
  preview: oc.input(z.object({ id, rows: z.number().int().min(1).max(200).default(20) })).output(type<DatasetPreview>()),
  /** Class counts of both splits that a data configuration would give. */
  previewSplit: oc
    .input(z.object({ data: dataConfigSchema, seed: z.number().int().min(0).default(limits.seed.default) }))
    .output(type<SplitPreview>()),
  /** Reads the head of a CSV file: columns, examples, which look numeric. Imports nothing. */
  inspect: oc.input(z.object({ source: fileSourceSchema })).output(type<FileInspection>()),
  /** Imports a CSV file; the same content and label imported twice is one data set. */
  import: oc
    .input(z.object({ source: fileSourceSchema, label: z.string().min(1), name: z.string().trim().min(1).max(200).optional() }))
    .output(type<Dataset>()),
  synthesize: oc.input(syntheticSchema).output(type<Dataset>()),
  rename: oc.input(z.object({ id, name: z.string().trim().min(1).max(200) })).output(type<Dataset>()),
  /** Removes a data set and its file; refused with `conflict` while runs name it. */
  remove: oc.input(z.object({ id })).output(type<{ removed: string }>()),
}
