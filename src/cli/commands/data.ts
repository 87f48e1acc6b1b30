import type { Command } from 'commander'
import { imbalanceOf } from '@core/sampling/long-tail'
import type { Dataset } from '@shared/domain/dataset'
import { contextOf } from '../context'
import { figure, labelCountText, moment, wholeNumber } from '../output/format'
import { printResult } from '../output/print'
import { printable, table } from '../output/table'

const whichOne = 'a data set’s name or id'

export function registerData(program: Command): void {
  const data = program
    .command('data')
    .summary('list, show, rename, remove data sets')
    .description('The data sets of the home. `train --data FILE` imports one.')
  data
    .command('list', { isDefault: true })
    .description('list the data sets')
    .action(async (_options: unknown, self: Command) => {
      const context = contextOf(self)
      const { withEngine } = await import('../engine')
      await withEngine(context, async ({ client }) => {
        const datasets = await client.datasets.list()
        const document = { datasets: datasets.map(({ featureNames: _, ...short }) => short) }
        await printResult(context.json, document, () => listText(datasets))
      })
    })
  data
    .command('show')
    .description('show one data set: where it is from, its features and classes')
    .argument('<data>', whichOne)
    .action(async (name: string, _options: unknown, self: Command) => {
      const context = contextOf(self)
      const { withEngine } = await import('../engine')
      await withEngine(context, async ({ client }) => {
        const dataset = await client.datasets.get({ dataset: name })
        await printResult(context.json, { dataset }, () => datasetText(dataset))
      })
    })
  data
    .command('rename')
    .description('give a data set another name')
    .argument('<data>', whichOne)
    .argument('<name>', 'the new name')
    .action(async (name: string, newName: string, _options: unknown, self: Command) => {
      const context = contextOf(self)
      const { withEngine } = await import('../engine')
      await withEngine(context, async ({ client }) => {
        const { id } = await client.datasets.get({ dataset: name })
        const dataset = await client.datasets.rename({ id, name: newName })
        await printResult(context.json, { dataset }, () => `Renamed to ${printable(dataset.name)}.`)
      })
    })
  data
    .command('remove')
    .description('remove a data set and its file; refused while runs were trained on it')
    .argument('<data>', whichOne)
    .option('--force', 'although runs were trained on it: they stay with all their results')
    .action(async (name: string, { force = false }: { force?: boolean }, self: Command) => {
      const context = contextOf(self)
      const { withEngine } = await import('../engine')
      await withEngine(context, async ({ client }) => {
        const dataset = await client.datasets.get({ dataset: name })
        const { removed } = await client.datasets.remove({ id: dataset.id, force })
        await printResult(context.json, { removed }, () => `Removed ${printable(dataset.name)}.`)
      })
    })
}

function listText(datasets: readonly Dataset[]): string {
  return table(
    [
      { title: 'id' },
      { title: 'name', most: 40 },
      { title: 'source' },
      { title: 'samples', align: 'right' },
      { title: 'features', align: 'right' },
      { title: 'classes', align: 'right' },
      { title: 'largest ÷ smallest', align: 'right' },
      { title: 'created' },
    ],
    datasets.map((dataset) => [
      dataset.id,
      dataset.name,
      dataset.source,
      wholeNumber(dataset.samples),
      featuresText(dataset),
      dataset.multiLabel ? `${dataset.classes.length} labels` : wholeNumber(dataset.classes.length),
      figure(imbalanceOf(dataset.classes.map(({ count }) => count))),
      moment(dataset.createdAt),
    ]),
  )
}

function datasetText(dataset: Dataset): string {
  const { id, name, source, samples, classes, multiLabel, labelColumn, attribution, createdAt, hash } =
    dataset
  const lines = [
    `${printable(name)} (${id}): ${source}, ${moment(createdAt)}`,
    `${wholeNumber(samples)} samples, ${featuresText(dataset)} features, ${labelCountText(classes.length, multiLabel)}`,
    `sha256 ${hash}`,
  ]
  if (labelColumn !== null) lines.push(`Label column: ${printable(labelColumn)}`)
  if (attribution !== null) lines.push(printable(attribution))
  if (dataset.removedAt !== null) lines.push(`Removed ${moment(dataset.removedAt)}; runs were trained on it.`)
  const columns = [
    { title: multiLabel ? 'label' : 'class', most: 40 },
    { title: 'samples', align: 'right' as const },
  ]
  const rows = classes.map(({ label, count }) => [label, wholeNumber(count)])
  return [...lines, '', table(columns, rows)].join('\n')
}

function featuresText({ features, shape }: Dataset): string {
  return shape === null ? wholeNumber(features) : shape.join(' × ')
}
