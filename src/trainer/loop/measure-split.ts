/** Measures a split at the end of an epoch, part by part. */
import { logSigmoid } from '@core/losses/numerics'
import { confusionMatrix, confusionToMetrics } from '@core/metrics/confusion'
import { probabilityBins, type Split, type SplitScores } from '@shared/domain/metrics'
import type { RunData } from '../data/run-data'
import type { TrainerPort } from '../port'
import type { StepEngine } from '../step/step-engine'
import type { Turns } from './turns'

/**
 * Scores of one split at the present weights. The loss is the one that is trained: with class weights (of the training
 * split, in both) and the L2 penalty. The plain cross-entropy is of the same probabilities that `toProbabilities` gives.
 * @returns null where a stop cuts it short
 */
export async function measureSplit(
  engine: StepEngine,
  data: RunData,
  split: Split,
  turns: Turns,
  port: Pick<TrainerPort, 'stopRequested'>,
): Promise<SplitScores | null> {
  const { classes: truth } = data[split]
  const predictions = new Int32Array(truth.length)
  const probabilities = new Array<number>(data.labels.length * probabilityBins).fill(0)
  const sums = { loss: 0, lossDivisor: 0, crossEntropy: 0, crossEntropyDivisor: 0 }
  for (let start = 0; start < truth.length; start += engine.evaluationRows) {
    const part = engine.evaluate(split, start, Math.min(start + engine.evaluationRows, truth.length))
    predictions.set(part.predictions, start)
    probabilities.forEach((count, i) => (probabilities[i] = count + part.probabilities[i]!))
    sums.loss += part.loss
    sums.lossDivisor += part.lossDivisor
    sums.crossEntropy += part.crossEntropy
    sums.crossEntropyDivisor += part.crossEntropyDivisor
    await turns.yieldWhenDue()
    if (port.stopRequested()) return null
  }
  const confusion = confusionMatrix(truth, predictions, data.labels.length)
  const scores = confusionToMetrics(confusion)
  return {
    loss: (sums.lossDivisor === 0 ? 0 : sums.loss / sums.lossDivisor) + engine.penalty(),
    crossEntropy: sums.crossEntropy / sums.crossEntropyDivisor,
    accuracy: scores.accuracy,
    balancedAccuracy: scores.balancedAccuracy,
    macroF1: scores.macroF1,
    perClass: data.labels.map((label, c) => ({
      label,
      support: scores.support[c]!,
      recall: scores.recall[c]!,
      precision: scores.precision[c]!,
      f1: scores.f1[c]!,
    })),
    confusion,
    probabilityHistogram: data.labels.map((_, c) =>
      probabilities.slice(c * probabilityBins, (c + 1) * probabilityBins),
    ),
  }
}

/** Logits of the whole validation split, rows × classes. */
export async function validationLogits(
  engine: StepEngine,
  data: RunData,
  turns: Turns,
): Promise<Float32Array> {
  const rows = data.validation.rows.length
  const logits = new Float32Array(rows * data.labels.length)
  for (let start = 0; start < rows; start += engine.evaluationRows) {
    const end = Math.min(start + engine.evaluationRows, rows)
    logits.set(engine.logits('validation', start, end), start * data.labels.length)
    await turns.yieldWhenDue()
  }
  return logits
}

/**
 * Turns logits into a distribution over the classes of each row, in place: softmax, or the sigmoids divided by their sum
 * (softmax of log σ(z), which does not underflow).
 */
export function toProbabilities(
  logits: Float32Array,
  classes: number,
  activation: 'softmax' | 'sigmoid',
): Float32Array {
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes)
    const scores = Float64Array.from(row, activation === 'sigmoid' ? logSigmoid : (logit) => logit)
    const max = scores.reduce((largest, score) => Math.max(largest, score), -Infinity)
    const exps = scores.map((score) => Math.exp(score - max))
    const sum = exps.reduce((total, value) => total + value, 0)
    exps.forEach((value, c) => (row[c] = value / sum))
  }
  return logits
}
