import type { EpochSummary } from '@shared/domain/metrics'
import type { RunSummary } from '@shared/domain/run'
import type { DataColumn } from '../../components/table'
import type { Formatters } from '../../i18n/format'
import { chosenGamma } from '../../parts/config-fields'
import type { ConfigWords } from '../../parts/config-words'
import { lossText } from '../../parts/metric-text'

/** Figures that the list can show, all of the validation split. */
export const listMetrics = ['balancedAccuracy', 'accuracy', 'macroF1', 'valCrossEntropy', 'valLoss'] as const
export type ListMetric = (typeof listMetrics)[number]

/** Keys of the metrics' names in the messages. */
export const listMetricNames: Record<ListMetric, string> = {
  balancedAccuracy: 'common.metric.balancedAccuracy',
  accuracy: 'common.metric.accuracy',
  macroF1: 'common.metric.macroF1',
  valCrossEntropy: 'common.metric.crossEntropy',
  valLoss: 'parts.validationLoss',
}

export function isShare(metric: ListMetric): boolean {
  return metric !== 'valCrossEntropy' && metric !== 'valLoss'
}

interface ColumnWords {
  t: (key: string, named?: Record<string, unknown>) => string
  format: Formatters
  config: ConfigWords
  now: () => number
}

interface ColumnChoice {
  /** The one whose best and last values are shown. */
  metric: ListMetric
  /** The list is narrow: name, state as an icon and one figure fit without scrolling. */
  narrow: boolean
}

/** The columns of the run list. */
export function runColumns({ metric, narrow }: ColumnChoice, words: ColumnWords): DataColumn<RunSummary>[] {
  const { t, format, config, now } = words
  const title = (key: string): string => t(`runs.columns.${key}`)
  const metricName = t(listMetricNames[metric])
  const figureText = (epoch: EpochSummary | null): string =>
    isShare(metric) ? format.percent(epoch?.[metric]) : lossText(epoch?.[metric], format)

  return [
    {
      id: 'select',
      header: '',
      title: title('select'),
      value: () => '',
      sortable: false,
      hideable: false,
      fixed: true,
      width: 36,
      minWidth: 36,
      sticky: true,
    },
    {
      id: 'name',
      header: title('name'),
      value: (run) => run.name,
      hideable: false,
      width: narrow ? 138 : 192,
      minWidth: 96,
      sticky: true,
    },
    {
      id: 'state',
      header: title('state'),
      value: (run) => t(`common.state.${run.state}`),
      width: narrow ? 52 : 124,
      minWidth: 40,
    },
    figure('best', (run) => run.best),
    figure('last', (run) => run.last),
    number('bestEpoch', (run) => run.best?.epoch ?? null, { width: 84 }),
    {
      id: 'loss',
      header: title('loss'),
      value: (run) => t(`common.lossKind.${run.config.loss.kind}`),
      width: 116,
    },
    number('gamma', (run) => chosenGamma(run.config.loss), {
      width: 52,
      text: (value) => format.number(value),
    }),
    {
      id: 'alpha',
      header: title('alpha'),
      title: title('alphaTitle'),
      value: (run) => config.alpha(run.config.loss.alpha),
      width: 92,
    },
    { id: 'data', header: title('data'), value: (run) => run.datasetName, width: 104 },
    number('imbalance', (run) => run.config.data.imbalance, { width: 56 }),
    number('seed', (run) => run.config.seed, { width: 60, text: String }),
    { id: 'tags', header: title('tags'), value: (run) => run.tags.join(', '), width: 132 },
    {
      id: 'created',
      header: title('created'),
      value: (run) => run.createdAt,
      exported: (run) => new Date(run.createdAt).toISOString(),
      text: (run) => format.ago(run.createdAt, now()),
      descendingFirst: true,
      width: 112,
    },
    {
      id: 'model',
      header: title('model'),
      value: (run) => t(`common.model.${run.config.model.kind}`),
      width: 80,
      hiddenAtFirst: true,
    },
    number('learningRate', (run) => run.config.optimizer.learningRate, {
      hiddenAtFirst: true,
      text: (value) => format.number(value),
    }),
    number('batchSize', (run) => run.config.training.batchSize, { hiddenAtFirst: true }),
    number('epochs', (run) => run.config.training.epochs, { hiddenAtFirst: true }),
    number('duration', (run) => run.progress?.secondsElapsed ?? null, {
      hiddenAtFirst: true,
      text: (value) => format.duration(value),
    }),
    {
      id: 'backend',
      header: title('backend'),
      value: (run) => (run.backend === null ? null : t(`common.backend.${run.backend}`)),
      hiddenAtFirst: true,
    },
    {
      id: 'pinned',
      header: t('parts.pinned'),
      value: (run) => (run.pinned ? 1 : 0),
      hideable: false,
      hiddenAtFirst: true,
    },
  ]

  function figure(
    id: 'best' | 'last',
    read: (run: RunSummary) => EpochSummary | null,
  ): DataColumn<RunSummary> {
    return {
      id,
      header: title(id),
      title: t(`runs.columns.${id}Title`, { metric: metricName }),
      value: (run) => read(run)?.[metric] ?? null,
      text: (run) => figureText(read(run)),
      align: 'end',
      width: narrow ? 60 : 76,
      descendingFirst: isShare(metric),
    }
  }

  function number(
    id: string,
    read: (run: RunSummary) => number | null,
    {
      text = (value) => format.integer(value),
      ...rest
    }: { text?: (value: number) => string } & Partial<Omit<DataColumn<RunSummary>, 'text'>>,
  ): DataColumn<RunSummary> {
    return {
      id,
      header: title(id),
      title: t(`runs.columns.${id}Title`),
      value: read,
      text: (run) => {
        const value = read(run)
        return value === null ? '' : text(value)
      },
      align: 'end',
      width: 96,
      ...rest,
    }
  }
}
