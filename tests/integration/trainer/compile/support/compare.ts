/** Trains a case by single operations and by whole steps, and says how far they are apart. */
import type { RunConfigInput } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
import {
  createEngines,
  mixedBatches,
  ratesOf,
  relativeDifference,
  stateDifference,
  withoutWeights,
  type Engines,
} from './engines'

/** Largest differences, relative; counts of what must be the same. */
export interface Comparison {
  losses: number
  state: number
  /** The tensor in which the states are furthest apart. */
  tensor: string
  measures: number
  logits: number
  /** Rows, or answers, that are predicted differently. */
  predictions: number
}

/**
 * @param noise weights to leave out
 * @param cutsColumns whether the columns of weights are cut, however small they are
 */
export async function compareTraining(
  content: DatasetContent,
  config: RunConfigInput,
  steps: number,
  noise: readonly string[] = [],
  cutsColumns = false,
): Promise<Comparison> {
  const engines = await createEngines(content, config, { cutsColumns })
  const { eager, compiled } = engines
  try {
    const batches = mixedBatches(engines, steps)
    const rates = ratesOf(engines, steps)
    const expected = eager.train(batches, rates)
    const losses = relativeDifference(compiled.train(batches, rates), expected)
    const { largest: state, tensor } = stateDifference(
      withoutWeights(compiled.readState(), noise),
      withoutWeights(eager.readState(), noise),
    )
    return { losses, state, tensor, ...compareEvaluation(engines) }
  } finally {
    eager.dispose()
    compiled.dispose()
  }
}

/** Both splits, measured by both engines at their weights. */
function compareEvaluation({ eager, compiled, data }: Engines) {
  const found = { measures: 0, logits: 0, predictions: 0 }
  const penalties = [[compiled.penalty()], [eager.penalty()]] as const
  if (eager.penalty() !== 0) found.measures = relativeDifference(...penalties)
  for (const split of ['train', 'validation'] as const) {
    const rows = data[split].rows.length
    const [actual, expected] = [compiled.evaluate(split, 0, rows), eager.evaluate(split, 0, rows)]
    found.predictions += expected.predictions.filter((one, i) => one !== actual.predictions[i]).length
    const measures = ['loss', 'lossDivisor', 'crossEntropy', 'crossEntropyDivisor'] as const
    const values = [actual, expected].map((part) => measures.map((measure) => part[measure]))
    found.measures = Math.max(found.measures, relativeDifference(values[0]!, values[1]!))
    const logits = eager.logits(split, 3, rows)
    const scale = logits.reduce((max, logit) => Math.max(max, Math.abs(logit)), 0)
    const others = compiled.logits(split, 3, rows)
    logits.forEach(
      (logit, i) => (found.logits = Math.max(found.logits, Math.abs(logit - others[i]!) / scale)),
    )
  }
  return found
}
