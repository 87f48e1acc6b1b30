/** Measures a split at the end of an epoch, part by part. */
import { logSigmoid } from '@core/losses/numerics'
import { confusionMatrix, confusionToMetrics } from '@core/metrics/confusion'
import { labelOutcomes, outcomeScores } from '@core/metrics/multi-label'
import { probabilityBins, type Split, type SplitScores } from '@shared/domain/metrics'
import type { RunData, SplitData } from '../data/run-data'
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
  const rows = data[split].rows.length
  const answers = data.multiLabel ? data.labels.length : 1
  const predictions = new Int32Array(rows * answers)
  const probabilities = new Array<number>(data.labels.length * probabilityBins).fill(0)
  const sums = { loss: 0, lossDivisor: 0, crossEntropy: 0, crossEntropyDivisor: 0 }
  for (let start = 0; start < rows; start += engine.evaluationRows) {
    const part = engine.evaluate(split, start, Math.min(start + engine.evaluationRows, rows))
    predictions.set(part.predictions, start * answers)
    probabilities.forEach((count, i) => (probabilities[i] = count + part.probabilities[i]!))
    sums.loss += part.loss
    sums.lossDivisor += part.lossDivisor
    sums.crossEntropy += part.crossEntropy
    sums.crossEntropyDivisor += part.crossEntropyDivisor
    await turns.yieldWhenDue()
    if (port.stopRequested()) return null
  }
  const { confusion, scores } = scorePredictions(data[split], predictions, data.labels.length)
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

/** What follows from the predictions of a split alone. Of several labels, accuracy means every one of them right. */
function scorePredictions({ classes, targets }: SplitData, predictions: Int32Array, labels: number) {
  if (targets === null) {
    const confusion = confusionMatrix(classes, predictions, labels)
    return { confusion, scores: confusionToMetrics(confusion) }
  }
  const { outcomes, samplesRight } = labelOutcomes(targets, predictions, labels)
  return {
    confusion: outcomes,
    scores: { ...outcomeScores(outcomes), accuracy: samplesRight / classes.length },
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

/** The sigmoid of each logit, in place: probabilities of labels of which a sample may have several. */
export function toLabelProbabilities(logits: Float32Array): Float32Array {
  for (let i = 0; i < logits.length; i++) logits[i] = Math.exp(logSigmoid(logits[i]!))
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
