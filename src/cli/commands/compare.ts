import type { Command } from 'commander'
import type { RunComparison } from '@shared/contract/runs'
import type { EpochRecord } from '@shared/domain/metrics'
import { contextOf } from '../context'
import { configValue, figure, percent, wholeNumber } from '../output/format'
import { printResult } from '../output/print'
import { table } from '../output/table'

export function registerCompare(program: Command): void {
  program
    .command('compare')
    .summary('put runs side by side, class by class')
    .description(
      'Put runs side by side: best and last metrics, recall of each class at the best epoch, what differs.',
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
  return {
    runs: runs.map(({ id, name, state, tags, datasetName, backend, best, last }) => ({
      ...{ id, name, state, tags, dataset: datasetName, backend, best, last },
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

/** Every class of every run, in label order of the first run that has it. */
function classLabels(records: readonly (EpochRecord | null)[]): string[] {
  return [
    ...new Set(records.flatMap((record) => record?.validation.perClass.map(({ label }) => label) ?? [])),
  ]
}

function comparisonText({ runs, perClass, configDifference }: ReturnType<typeof comparisonDocument>): string {
  const titles = runs.map((run) => ({ title: run.name, most: 24, align: 'right' as const }))
  const metrics = runs.flatMap(({ name, best, last }) =>
    [best, last].flatMap((epoch, e) =>
      epoch === null
        ? []
        : [
            [
              e === 0 ? name : '',
              `${e === 0 ? 'best' : 'last'} (${epoch.epoch})`,
              percent(epoch.balancedAccuracy),
              percent(epoch.accuracy),
              percent(epoch.macroF1),
              figure(epoch.valLoss),
              figure(epoch.valCrossEntropy),
            ],
          ],
    ),
  )
  const figures = ['balanced', 'accuracy', 'macro F1', 'val loss', 'val cross-entropy']
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
  const classRows = perClass.map(({ label, support, recall }) => {
    const [first] = support.filter((count) => count !== null)
    return [label, wholeNumber(first), ...recall.map(percent)]
  })
  const parts = [
    table(metricColumns, metrics),
    `Recall by class, at the best epoch\n${table(classColumns, classRows)}`,
  ]
  if (configDifference.length > 0) {
    const rows = configDifference.map(({ path, values }) => [path, ...values.map(configValue)])
    parts.push(`What differs\n${table([{ title: 'field' }, ...titles.map(heading)], rows)}`)
  } else if (runs.length > 1) parts.push('The configurations are the same.')
  return parts.join('\n\n')
}

/** A column's title is not cut by `table`, a run's name may be long. */
function heading(column: { title: string; most: number; align: 'right' }) {
  return {
    ...column,
    title: column.title.length > column.most ? `${column.title.slice(0, column.most - 1)}…` : column.title,
  }
}
