import { eventIterator, oc, type } from '@orpc/contract'
import { z } from 'zod'
import { classMetrics, scalarMetrics, type CurveMetric, type Split } from '../domain/metrics'
import { ids } from './common'

/** Which curve: a metric of a split, of one class where the metric is by class, by step or by epoch. */
export interface CurveKey {
  metric: CurveMetric
  split: Split
  /** Index of the class, null for a metric over all. */
  classIndex: number | null
  /** `step`: one point an optimiser step (train loss only); `epoch`: one an epoch. */
  resolution: 'step' | 'epoch'
}

/**
 * One curve, read at the resolution that was asked for. Each point stands for a bucket of `step`s:
 * where `rolledUp` is true min and max are the bucket's, otherwise they equal mean.
 * All arrays have the same length.
 */
export interface Curve extends CurveKey {
  runId: string
  step: number[]
  epoch: number[]
  /** Seconds since the run began. */
  seconds: number[]
  mean: number[]
  min: number[]
  max: number[]
  rolledUp: boolean
  /** Points on record in the range asked for. */
  points: number
}

/** New points of a followed curve, in order; a batch, at most ten a second. */
export interface CurvePoints extends CurveKey {
  runId: string
  step: number[]
  epoch: number[]
  seconds: number[]
  value: number[]
}

export const curveKeySchema = z.object({
  metric: z.enum([...scalarMetrics, ...classMetrics]),
  split: z.enum(['train', 'validation']),
  classIndex: z.number().int().min(0).nullable().default(null),
  resolution: z.enum(['step', 'epoch']).default('epoch'),
})

export const curvesContract = {
  /** Reads curves of some runs, each with at most `maxPoints` points between `fromStep` and `toStep`. */
  read: oc
    .input(
      z.object({
        runIds: ids,
        keys: z.array(curveKeySchema).min(1).max(2000),
        fromStep: z.number().int().min(0).optional(),
        toStep: z.number().int().min(0).optional(),
        maxPoints: z.number().int().min(2).max(20_000).default(1000),
      }),
    )
    .output(type<Curve[]>()),
  /** Streams the points that are added to the curves of some runs from now on, until cancelled. */
  follow: oc.input(z.object({ runIds: ids })).output(eventIterator(type<CurvePoints[]>())),
}
