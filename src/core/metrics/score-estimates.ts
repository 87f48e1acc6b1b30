/** The intervals of a split's figures, whether a sample has one class or any number of labels. */
import type { SplitScores } from '@shared/domain/metrics'
import { sum } from '../sum'
import { accuracyEstimate, balancedAccuracyEstimate, macroF1Estimate, type Estimate } from './noise'
import { wilsonInterval } from './intervals'

export type EstimatedMetric = 'accuracy' | 'balancedAccuracy' | 'macroF1'

/** Samples of a split, from its confusion matrix, or from its table of outcomes by label. */
export function measuredSamples({ confusion }: Pick<SplitScores, 'confusion'>, multiLabel: boolean): number {
  return multiLabel ? sum(confusion[0] ?? []) : sum(confusion.map(sum))
}

/**
 * A figure with its 95% interval; null without samples, and for the macro F1 of several labels a sample: how the labels of
 * one sample vary together is not on record.
 */
export function scoreEstimate(
  metric: EstimatedMetric,
  scores: Pick<SplitScores, 'accuracy' | 'confusion'>,
  multiLabel: boolean,
): Estimate | null {
  const { confusion } = scores
  if (!multiLabel) {
    if (metric === 'accuracy') return accuracyEstimate(confusion)
    return metric === 'balancedAccuracy' ? balancedAccuracyEstimate(confusion) : macroF1Estimate(confusion)
  }
  if (metric === 'macroF1') return null
  return metric === 'accuracy'
    ? shareEstimate(scores.accuracy, measuredSamples(scores, true))
    : labelBalancedAccuracyEstimate(confusion)
}

function shareEstimate(share: number, samples: number): Estimate | null {
  const interval = wilsonInterval(Math.round(share * samples), samples)
  return interval && { value: share, ...interval }
}

/**
 * Balanced accuracy over labels. Recall and specificity of a label are of different samples: their Wilson intervals are put
 * together as those of recalls are. Labels are of the same samples and may vary together as much as they like: the interval
 * is wide enough for that, the mean of theirs.
 */
function labelBalancedAccuracyEstimate(outcomes: readonly (readonly number[])[]): Estimate | null {
  const labels = outcomes.flatMap(([trueNo = 0, falseYes = 0, falseNo = 0, trueYes = 0]) => {
    const estimate = balancedAccuracyEstimate([
      [trueNo, falseYes],
      [falseNo, trueYes],
    ])
    return estimate === null ? [] : [estimate]
  })
  if (labels.length === 0) return null
  const mean = (of: (estimate: Estimate) => number) => sum(labels.map(of)) / labels.length
  return { value: mean(({ value }) => value), low: mean(({ low }) => low), high: mean(({ high }) => high) }
}
