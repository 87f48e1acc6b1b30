/**
 * How a run's process computes: settings that TensorFlow's library reads when it is loaded, and ours beside them, all as
 * environment variables. They are chosen by the run's model; docs/adr/0004 has the figures behind the choice.
 */
import { availableParallelism } from 'node:os'
import type { RunConfig } from '@shared/config/run-config'
import { trainersVariable } from '@shared/trainer-protocol'

/** Set-up's patch of the binding reads it; without the patch it means nothing. */
export const singleThreadedVariable = 'FOCAL_BENCH_SINGLE_THREADED_EXECUTOR'
export const stepsPerCallVariable = 'FOCAL_BENCH_STEPS_PER_CALL'
export const batchPartsVariable = 'FOCAL_BENCH_BATCH_PARTS'
export const columnPartsVariable = 'FOCAL_BENCH_COLUMN_PARTS'

/**
 * Multiply-adds of one step's forward pass above which the threads gain more than handing work over to them costs.
 * Dense models below it train fastest on one thread and without oneDNN.
 */
const threadsPayAbove = 20_000_000

/** Rows that a part of a batch has at least: fewer are not worth a thread of their own. */
const fewestRowsOfPart = { convolutions: 16, dense: 256 }

/** Multiply-adds of a dense model's forward pass on one batch between which parts of a batch are faster than one thread, and than sharing. */
const workInParts = { from: 8_000_000, below: 100_000_000 }

/** Parts of the columns of large weights: one is updated while another is multiplied, however many threads there are. */
const columnPartsWithThreads = 2

/**
 * Small steps cost less than calling them, so several go into one call. But TensorFlow plans each call before its first
 * run, the longer the more steps it has: what that costs must come back over the run's steps.
 */
const callsOfSmallModels = [
  { fromSteps: 0, steps: 1 },
  { fromSteps: 5_000, steps: 4 },
  { fromSteps: 50_000, steps: 8 },
]

/** The variables for a run, with those already set left out: whoever starts the process may decide otherwise. */
export function tensorflowEnvironment(
  config: RunConfig,
  features: number,
  classes: number,
  given: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const work = denseWork(config, features, classes)
  const trainers = Math.max(1, Number(given[trainersVariable]) || 1)
  const available = Math.max(1, Math.floor(availableParallelism() / trainers))
  const parts = Math.max(
    1,
    Math.min(available, Math.floor(config.training.batchSize / rowsOfPart(config, work))),
  )
  const isSmall = parts === 1 && work < threadsPayAbove
  const threads = isSmall ? 1 : available
  const wanted: Record<string, string> = {
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_ENABLE_ONEDNN_OPTS: isSmall ? '0' : '1',
    TF_NUM_INTRAOP_THREADS: String(Math.floor(threads / parts)),
    TF_NUM_INTEROP_THREADS: String(threads),
    // Kernels that have a faster way whose sums come in another order each time do without it.
    TF_DETERMINISTIC_OPS: '1',
    [singleThreadedVariable]: isSmall ? '1' : '0',
    [batchPartsVariable]: String(parts),
    [columnPartsVariable]: String(parts === 1 && threads > 1 ? columnPartsWithThreads : 1),
  }
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => given[name] === undefined))
}

/**
 * Steps that one native call does: what the process's environment says, or what suits the run.
 * @param environment the process's, settled by `tensorflowEnvironment`
 * @param steps all that the run has
 */
export function stepsPerCall(environment: NodeJS.ProcessEnv, steps: number): number {
  const asked = Math.floor(Number(environment[stepsPerCallVariable]))
  if (asked >= 1 && asked <= 1000) return asked
  if (environment[singleThreadedVariable] !== '1') return 1
  return callsOfSmallModels.findLast(({ fromSteps }) => steps >= fromSteps)?.steps ?? 1
}

/** Parts of a batch that are computed side by side: what the process's environment says. */
export function batchParts(environment: NodeJS.ProcessEnv): number {
  return askedParts(environment[batchPartsVariable])
}

/** Parts that the columns of large weights are cut into: what the process's environment says. */
export function columnParts(environment: NodeJS.ProcessEnv): number {
  return askedParts(environment[columnPartsVariable])
}

function askedParts(value: string | undefined): number {
  const asked = Math.floor(Number(value))
  return asked >= 1 && asked <= 1000 ? asked : 1
}

/**
 * Rows that a part of a model's batch has at least; Infinity where batches stay whole. Batch-norms need all rows at once, so
 * that between them there would be nothing but joining and cutting.
 */
function rowsOfPart({ model, training }: RunConfig, work: number): number {
  if (!training.compile || model.kind === 'linear') return Infinity
  if (model.kind === 'custom') {
    const topology = JSON.stringify(model.topology)
    const gains = topology.includes('Conv2D') && !topology.includes('BatchNormalization')
    return gains ? fewestRowsOfPart.convolutions : Infinity
  }
  if (model.batchNorm) return Infinity
  if (model.kind === 'cnn') return fewestRowsOfPart.convolutions
  return work >= workInParts.from && work < workInParts.below ? fewestRowsOfPart.dense : Infinity
}

/** Multiply-adds of a dense model's forward pass on one batch; Infinity for models with convolutions. */
function denseWork({ model, training }: RunConfig, features: number, classes: number): number {
  if (model.kind === 'cnn' || model.kind === 'custom') return Infinity
  const widths = [features, ...(model.kind === 'mlp' ? model.layers : []), classes]
  const perSample = widths.slice(1).reduce((sum, width, i) => sum + width * widths[i]!, 0)
  return perSample * training.batchSize
}
