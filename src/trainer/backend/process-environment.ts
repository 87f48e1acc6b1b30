/** Settings that TensorFlow's library reads once, when it is loaded. They are chosen by the run's model. */
import { availableParallelism } from 'node:os'
import type { RunConfig } from '@shared/config/run-config'

/**
 * Multiply-adds of one step's forward pass above which the threads gain more than handing work over to them costs.
 * Dense models below it train fastest on one thread and without oneDNN.
 */
const threadsPayAbove = 20_000_000

/** The variables for a run, with those already set left out: whoever starts the process may decide otherwise. */
export function tensorflowEnvironment(
  config: RunConfig,
  features: number,
  classes: number,
  given: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const isSmall = denseWork(config, features, classes) < threadsPayAbove
  const threads = isSmall ? '1' : String(availableParallelism())
  const wanted: Record<string, string> = {
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_ENABLE_ONEDNN_OPTS: isSmall ? '0' : '1',
    TF_NUM_INTRAOP_THREADS: threads,
    TF_NUM_INTEROP_THREADS: threads,
    // Kernels that have a faster way whose sums come in another order each time do without it.
    TF_DETERMINISTIC_OPS: '1',
  }
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => given[name] === undefined))
}

/** Multiply-adds of a dense model's forward pass on one batch; Infinity for models with convolutions. */
function denseWork({ model, training }: RunConfig, features: number, classes: number): number {
  if (model.kind === 'cnn' || model.kind === 'custom') return Infinity
  const widths = [features, ...(model.kind === 'mlp' ? model.layers : []), classes]
  const perSample = widths.slice(1).reduce((sum, width, i) => sum + width * widths[i]!, 0)
  return perSample * training.batchSize
}
