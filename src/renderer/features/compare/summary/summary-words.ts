import { useI18n } from 'vue-i18n'
import type { Spread } from '@core/compare/run-groups'
import type { PairedScores } from '@shared/domain/paired'
import { useFormat } from '../../../i18n/format'
import { lossText } from '../../../parts/metric-text'
import { isShare, type SummaryMetric } from './summary-figures'

/** The summary's figures in words. */
export function useSummaryWords() {
  const { t } = useI18n()
  const format = useFormat()

  /** @param multiLabel whether accuracy means every label of a sample right */
  function metricName(metric: SummaryMetric, multiLabel = false): string {
    if (metric === 'accuracy' && multiLabel) return t('common.metric.subsetAccuracy')
    if (metric === 'valLoss') return t('compare.summary.ownLoss')
    return t(`common.metric.${metric === 'valCrossEntropy' ? 'crossEntropy' : metric}`)
  }

  function figureText(metric: SummaryMetric, value: number | undefined): string {
    return isShare(metric) ? format.value.percent(value) : lossText(value, format.value)
  }

  /** With its sign; of shares in percentage points. */
  function differenceText(metric: SummaryMetric, value: number): string {
    const sign = value > 0 ? '+' : value < 0 ? '−' : '±'
    if (!isShare(metric)) return sign + lossText(Math.abs(value), format.value)
    return t('compare.summary.points', { value: sign + format.value.fixed(Math.abs(value) * 100, 1) })
  }

  /** A difference of shares in percentage points, without their unit: for where a heading has it. */
  function pointsText(difference: number): string {
    return difference === 0 ? `±${format.value.fixed(0, 1)}` : signedPoints(difference)
  }

  /** The ends of a difference's interval, without their unit. */
  function differenceInterval(metric: SummaryMetric, { low, high }: { low: number; high: number }): string {
    const [from, to] = [low, high].map((end) => (isShare(metric) ? signedPoints(end) : signedLoss(end)))
    return t('compare.summary.differenceInterval', { from, to })
  }

  /** The same of the difference of two shares. */
  function pointsInterval(difference: { low: number; high: number }): string {
    return differenceInterval('accuracy', difference)
  }

  /** Mean ± standard deviation. */
  function spreadText(
    metric: SummaryMetric,
    { mean, deviation }: Pick<Spread, 'mean' | 'deviation'>,
  ): string {
    if (!isShare(metric)) return `${lossText(mean, format.value)} ± ${lossText(deviation, format.value)}`
    return `${format.value.fixed(mean * 100, 1)} ± ${format.value.percent(deviation)}`
  }

  function signedLoss(value: number): string {
    return `${value < 0 ? '−' : '+'}${lossText(Math.abs(value), format.value)}`
  }

  function signedPoints(share: number): string {
    const text = format.value.fixed(Math.abs(share) * 100, 1)
    return Number(text) === 0 || share === 0 ? text : `${share < 0 ? '−' : '+'}${text}`
  }

  /** A p value: 0.03, 0.0004, below that only how small it is at least. */
  function probabilityText(value: number): string {
    if (value < 0.0001) return `< ${format.value.number(0.0001)}`
    return format.value.number(value, value < 0.001 ? 1 : 2)
  }

  /**
   * How a difference was judged.
   * @param scores of the pair; null where it is none
   * @param isPaired whether the interval is of the pair
   */
  function judgement(metric: SummaryMetric, scores: PairedScores | null, isPaired: boolean): string {
    if (scores === null || !isPaired) return t('compare.summary.independent')
    const paired = t('compare.summary.paired', { rows: format.value.integer(scores.rows) })
    if (metric === 'accuracy')
      return `${paired}. ${t('compare.summary.mcNemarIs', { p: probabilityText(scores.mcNemar.pValue) })}`
    if (metric !== 'balancedAccuracy' && metric !== 'macroF1') return paired
    return `${paired}. ${t('compare.summary.permutationIs', { p: probabilityText(scores[metric].pValue) })}`
  }

  return {
    judgement,
    metricName,
    figureText,
    differenceText,
    pointsText,
    differenceInterval,
    pointsInterval,
    spreadText,
    probabilityText,
  }
}
