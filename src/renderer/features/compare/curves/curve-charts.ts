import type { CurveKey } from '@shared/contract/curves'
import type { ScalarMetric, Split } from '@shared/domain/metrics'

/** Which splits are drawn. */
export const splitChoices = ['both', 'validation', 'train'] as const
export type SplitChoice = (typeof splitChoices)[number]

/** The charts of the Curves tab, in their order. `stepLoss` is the training loss of every single step. */
export const curveCharts = [
  'crossEntropy',
  'loss',
  'balancedAccuracy',
  'accuracy',
  'macroF1',
  'stepLoss',
  'learningRate',
] as const
export type CurveChart = (typeof curveCharts)[number]

/** Charts whose values are shares between 0 and 1. */
const shares: readonly CurveChart[] = ['balancedAccuracy', 'accuracy', 'macroF1']

export function isShareChart(chart: CurveChart): boolean {
  return shares.includes(chart)
}

/** What each chart draws of a run; of a metric of both splits, validation first. */
export function chartKeys(chart: CurveChart, splits: SplitChoice): CurveKey[] {
  if (chart === 'stepLoss') return [curveKey('loss', 'train', 'step')]
  if (chart === 'learningRate') return [curveKey('learningRate', 'train')]
  const chosen: readonly Split[] = splits === 'both' ? ['validation', 'train'] : [splits]
  return chosen.map((split) => curveKey(chart, split))
}

function curveKey(
  metric: ScalarMetric,
  split: Split,
  resolution: CurveKey['resolution'] = 'epoch',
): CurveKey {
  return { metric, split, classIndex: null, resolution }
}
