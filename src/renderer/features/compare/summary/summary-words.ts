import { useI18n } from 'vue-i18n'
import { useFormat } from '../../../i18n/format'
import { lossText } from '../../../parts/metric-text'
import { isShare, type SummaryMetric } from './summary-figures'

/** The summary's figures in words. */
export function useSummaryWords() {
  const { t } = useI18n()
  const format = useFormat()

  function metricName(metric: SummaryMetric): string {
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

  return { metricName, figureText, differenceText }
}
