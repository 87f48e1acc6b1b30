/** What an evaluation counts: predictions against the truth, in operations that a graph can repeat. */
import * as tf from '@tensorflow/tfjs'
import { probabilityBins } from '@shared/domain/metrics'
import { predictedLabels } from '../step/predicted-labels'
import type { EvaluationMeasures } from './recorded-step'

type EvaluationCounts = Pick<
  EvaluationMeasures<tf.Tensor>,
  'predictions' | 'confusion' | 'classLosses' | 'probabilities'
>

/**
 * Where each row has one class.
 * @param mask 1 for rows that count, [N, 1]
 * @param losses trained ones, [N, 1] or [N, C]
 * @param bins of p_t, of each row
 */
export function countClasses(
  labels: tf.Tensor1D,
  logits: tf.Tensor2D,
  mask: tf.Tensor2D,
  losses: tf.Tensor2D,
  bins: tf.Tensor1D,
): EvaluationCounts {
  const classes = logits.shape[1]
  const predictions = tf.argMax<tf.Tensor1D>(logits, 1)
  const counted = tf.reshape(mask, [labels.size])
  const cell = (column: tf.Tensor, columns: number): tf.Tensor1D =>
    tf.add(tf.mul(labels, tf.scalar(columns, 'int32')), column)
  return {
    predictions,
    confusion: tf.unsortedSegmentSum(counted, cell(predictions, classes), classes * classes),
    classLosses: tf.unsortedSegmentSum(tf.sum(losses, 1), labels, classes),
    probabilities: tf.unsortedSegmentSum(counted, cell(bins, probabilityBins), classes * probabilityBins),
  }
}

/**
 * The same where a row may have several labels.
 * @param targets [N, C], 0 or 1
 * @param bins of each answer, [N · C]
 */
export function countAnswers(
  targets: tf.Tensor2D,
  logits: tf.Tensor2D,
  mask: tf.Tensor2D,
  losses: tf.Tensor2D,
  bins: tf.Tensor1D,
): EvaluationCounts {
  const [rows, labels] = logits.shape
  const predictions = predictedLabels(logits)
  const isYes: tf.Tensor2D = tf.cast(predictions, 'float32')
  const has: tf.Tensor2D = tf.mul(targets, mask)
  const hasNot: tf.Tensor2D = tf.sub(mask, has)
  const count = (truth: tf.Tensor2D, answer: tf.Tensor2D) => tf.sum(tf.mul(truth, answer), 0)
  const isNo: tf.Tensor2D = tf.sub(1, isYes)
  const firstCells = tf.tensor1d(
    Int32Array.from({ length: rows * labels }, (_, i) => (i % labels) * probabilityBins),
    'int32',
  )
  return {
    predictions,
    confusion: tf.stack([count(hasNot, isNo), count(hasNot, isYes), count(has, isNo), count(has, isYes)], 1),
    classLosses: tf.sum(losses, 0),
    probabilities: tf.unsortedSegmentSum(
      tf.reshape(has, [rows * labels]),
      tf.add(firstCells, bins),
      labels * probabilityBins,
    ),
  }
}
