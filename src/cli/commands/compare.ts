import type { Command } from 'commander'
import { wilsonInterval, type Interval } from '@core/metrics/intervals'
import { balancedAccuracyEstimate, differenceEstimate, type Estimate } from '@core/metrics/noise'
import type { RunComparison } from '@shared/contract/runs'
import type { EpochRecord } from '@shared/domain/metrics'
import { contextOf } from '../context'
import { configValue, figure, percent, points, wholeNumber } from '../output/format'
import { printResult } from '../output/print'
import { shorten, table } from '../output/table'

export function registerCompare(program: Command): void {
  program
    .command('compare')
    .summary('put runs side by side, class by class')
    .description(
      'Put runs side by side: best and last metrics, recall of each class at the best epoch with its interval, what differs.',
    )
    .argument('<runs...>', 'ids, beginnings of ids, or names')
    .action(async (names: string[], _options: unknown, self: Command) => {
      const context = contextOf(self)
      const [{ withEngine }, { findRuns }] = await Promise.all([import('../engine'), import('../runs')])
      await withEngine(context, async ({ client }) => {
        const found = await findRuns(client, names)
        const comparison = await client.runs.compare({ ids: found.map((run) => run.id) })
        const document = comparisonDocument(comparison)
        await printResult(context.json, document, () => comparisonText(document))
      })
    })
}

function comparisonDocument({ runs, epochs, configDifference }: RunComparison) {
  const bests = runs.map((run, r) => epochs[r]?.find((record) => record.epoch === run.best?.epoch) ?? null)
  const balanced = bests.map((record) => record && balancedAccuracyEstimate(record.validation.confusion))
  return {
    runs: runs.map(({ id, name, state, tags, datasetId, datasetName, backend, best, last }, r) => ({
      ...{ id, name, state, tags, dataset: datasetName, backend, best, last },
      /** Of the balanced accuracy at the best epoch. */
      interval: intervalOf(balanced[r] ?? null),
      /** Its difference to that of the first run; null for the first, on other data, and where either has none. */
      difference:
        r === 0 || datasetId !== runs[0]?.datasetId
          ? null
          : differenceTo(balanced[0] ?? null, balanced[r] ?? null),
    })),
    /** Scores at the best epoch of each run, in the order of `runs`; null where a run has no such class. */
    perClass: classLabels(bests).map((label) => {
      const scores = bests.map(
        (record) => record?.validation.perClass.find((entry) => entry.label === label) ?? null,
      )
      return {
        label,
        support: scores.map((score) => score?.support ?? null),
        recall: scores.map((score) => score?.recall ?? null),
        recallInterval: scores.map((score) =>
          score === null || score.recall === null
            ? null
            : wilsonInterval(Math.round(score.recall * score.support), score.support),
        ),
        precision: scores.map((score) => score?.precision ?? null),
        f1: scores.map((score) => score?.f1 ?? null),
      }
    }),
    configDifference: configDifference.map(({ path, values }) => ({
      path,
      values: values.map((value) => value ?? null),
    })),
  }
}

function intervalOf(estimate: Estimate | null): Interval | null {
  return estimate && { low: estimate.low, high: estimate.high }
}

function differenceTo(first: Estimate | null, other: Estimate | null): Estimate | null {
  return first && other && differenceEstimate(other, first)
}

/** Every class of every run, in label order of the first run that has it. */
function classLabels(records: readonly (EpochRecord | null)[]): string[] {
  return [
    ...new Set(records.flatMap((record) => record?.validation.perClass.map(({ label }) => label) ?? [])),
  ]
}

function comparisonText({ runs, perClass, configDifference }: ReturnType<typeof comparisonDocument>): string {
  const titles = runs.map((run) => ({ title: run.name, most: 24, align: 'right' as const }))
  const metrics = runs.flatMap(({ name, best, last, interval, difference }) =>
    [best, last].flatMap((epoch, e) =>
      epoch === null
        ? []
        : [
            [
              e === 0 ? name : '',
              `${e === 0 ? 'best' : 'last'} (${epoch.epoch})`,
              percent(epoch.balancedAccuracy),
              e === 0 ? between(interval) : '',
              e === 0 && difference !== null ? differenceText(difference) : '',
              percent(epoch.accuracy),
              percent(epoch.macroF1),
              figure(epoch.valLoss),
              figure(epoch.valCrossEntropy),
            ],
          ],
    ),
  )
  const figures = [
    'balanced',
    '95% interval',
    'to the first',
    'accuracy',
    'macro F1',
    'val loss',
    'val cross-entropy',
  ]
  const metricColumns = [
    { title: 'run', most: 32 },
    { title: 'epoch' },
    ...figures.map((title) => ({ title, align: 'right' as const })),
  ]
  const classColumns = [
    { title: 'class', most: 30 },
    { title: 'support', align: 'right' as const },
    ...titles.map(heading),
  ]
  const classRows = perClass.map(({ label, support, recall, recallInterval }) => {
    const [first] = support.filter((count) => count !== null)
    const shares = recall.map((share, r) =>
      `${percent(share)} ${between(recallInterval[r] ?? null)}`.trimEnd(),
    )
    return [label, wholeNumber(first), ...shares]
  })
  const parts = [
    table(metricColumns, metrics),
    `Recall by class, at the best epoch (95% interval)\n${table(classColumns, classRows)}`,
  ]
  if (configDifference.length > 0) {
    const rows = configDifference.map(({ path, values }) => [path, ...values.map(configValue)])
    parts.push(`What differs\n${table([{ title: 'field' }, ...titles.map(heading)], rows)}`)
  } else if (runs.length > 1) parts.push('The configurations are the same.')
  return parts.join('\n\n')
}

/** `45–75`, in percent. */
function between(interval: Interval | null): string {
  return interval === null ? '' : `${(100 * interval.low).toFixed(0)}–${(100 * interval.high).toFixed(0)}`
}

/** `+1.2 (-0.5 to +2.9)`, in points of a percentage. */
function differenceText({ value, low, high }: Estimate): string {
  return `${points(value)} (${points(low)} to ${points(high)})`
}

/** A column's title is not cut by `table`, a run's name may be long. */
function heading(column: { title: string; most: number; align: 'right' }) {
  return { ...column, title: shorten(column.title, column.most) }
}
