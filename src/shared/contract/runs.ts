import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { runConfigSchema } from '../config/run-config'
import type { FieldIssue } from '../config/validate'
import type { EpochRecord } from '../domain/metrics'
import type { PairedRun } from '../domain/paired'
import type { RunDetails, RunSummary } from '../domain/run'
import { ids, id, lineOfText } from './common'

/** Advice on a configuration that is valid but deserves a second look. */
export interface ConfigWarning {
  code: string
  /** The field that it is about, where it is about one. */
  path?: string
  message: string
  /** What the message names, for saying it in another language; `share` is between 0 and 1. */
  values?: Readonly<Record<string, number | string>>
}

export interface ConfigCheck {
  issues: FieldIssue[]
  warnings: ConfigWarning[]
}

export interface ConfigDifference {
  /** Dotted path of a field that is not the same in all runs. */
  path: string
  /** The field's value in each run, in the order asked for; undefined where the run has no such field. */
  values: unknown[]
}

export interface RunComparison {
  runs: RunDetails[]
  /** Epochs of each run, in the same order. */
  epochs: EpochRecord[][]
  configDifference: ConfigDifference[]
}

const longestName = 200
/** Empty where the engine is to name the run. */
export const runNameSchema = lineOfText({ least: 0, longest: longestName })
export const runTagsSchema = z.array(lineOfText({ longest: 60 })).max(50)
export const runNotesSchema = z.string().max(20_000)

export const runsContract = {
  /** Checks a configuration as typed so far: problems by field, and advice. Never fails on bad input. */
  check: oc.input(z.object({ config: z.unknown() })).output(type<ConfigCheck>()),
  /** Records a run and puts it at the end of the queue (`now`: it starts at once, beside the queue). */
  create: oc
    .input(
      z.object({
        config: runConfigSchema,
        name: runNameSchema.optional(),
        /** The name that the engine makes tells the seed, whichever it is: for runs that differ by it. */
        withSeed: z.boolean().default(false),
        tags: runTagsSchema.default([]),
        notes: runNotesSchema.default(''),
        start: z.enum(['queue', 'now']).default('queue'),
      }),
    )
    .output(type<RunSummary>()),
  /** All runs, newest first. */
  list: oc.input(z.object({ removed: z.boolean().default(false) })).output(type<RunSummary[]>()),
  get: oc.input(z.object({ id })).output(type<RunDetails>()),
  /** Whole records, confusion matrices and all, of the epochs from `first` to `last` (both included; without them: all). */
  epochs: oc
    .input(
      z.object({ id, first: z.number().int().min(1).optional(), last: z.number().int().min(1).optional() }),
    )
    .output(type<EpochRecord[]>()),
  compare: oc.input(z.object({ ids })).output(type<RunComparison>()),
  /**
   * Runs against a reference on the validation rows that both have, at the best or the last epoch of each: tests and
   * intervals of the differences, run − reference, or why there are none. In the order of `ids`, without the reference.
   */
  comparePaired: oc
    .input(z.object({ reference: id, ids, which: z.enum(['best', 'last']).default('best') }))
    .output(type<PairedRun[]>()),
  update: oc
    .input(
      z.object({
        ids,
        name: lineOfText({ longest: longestName }).optional(),
        notes: runNotesSchema.optional(),
        tags: runTagsSchema.optional(),
        colour: z.string().min(1).max(40).optional(),
        pinned: z.boolean().optional(),
        /** Making a run the baseline takes the mark from the run that had it. */
        baseline: z.boolean().optional(),
      }),
    )
    .output(type<RunSummary[]>()),
  /** Hides runs until they are restored; a running one is refused with `conflict`. */
  remove: oc.input(z.object({ ids })).output(type<{ removed: string[] }>()),
  restore: oc.input(z.object({ ids })).output(type<{ restored: string[] }>()),
  /** Ends a running run after its current batch; what it has is kept (`stopped`). */
  stop: oc.input(z.object({ id })).output(type<RunSummary>()),
  /** Puts an interrupted, stopped or failed run back in the queue, to go on from its last checkpoint (`now`: at once, beside the queue). */
  resume: oc
    .input(z.object({ id, start: z.enum(['queue', 'now']).default('queue') }))
    .output(type<RunSummary>()),
}
