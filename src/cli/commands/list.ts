import type { Command } from 'commander'
import { matchesFilter } from '@core/filter/matches-filter'
import { parseFilter } from '@core/filter/parse-filter'
import type { RunSummary } from '@shared/domain/run'
import { contextOf } from '../context'
import { figure, moment, percent } from '../output/format'
import { printResult } from '../output/print'
import { table } from '../output/table'

const filterHelp = `
Filters:
  focal-bench list --filter 'loss=focal and gamma>=2 and balancedAccuracy>90% and tag:baseline'
  focal-bench list --filter 'not (state=failed or state=stopped) and name~digits'
  FIELD = != < <= > >= VALUE, or FIELD ~ TEXT for "contains", with and, or, not and brackets.
  Fields: name, state, tag, data, loss, gamma, alpha, beta, tau, labelSmoothing, activation, model, layers, optimizer,
  lr, batch, epochs, seed, imbalance, backend, compiled, created (a day), and the metrics of the best epoch: accuracy,
  balancedAccuracy, macroF1, valLoss, crossEntropy, valCrossEntropy (last.accuracy for the last epoch, and so on).`

export function registerList(program: Command): void {
  program
    .command('list')
    .summary('list the runs, newest first')
    .description('List the runs, newest first.')
    .option('--filter <expression>', 'only the runs for which this holds')
    .option('--removed', 'the removed runs instead')
    .addHelpText('after', filterHelp)
    .action(async ({ filter, removed }: { filter?: string; removed?: boolean }, self: Command) => {
      const context = contextOf(self)
      const parsed = parseFilter(filter ?? '')
      const { withEngine } = await import('../engine')
      await withEngine(context, async ({ client }) => {
        const all = await client.runs.list({ removed: removed ?? false })
        const runs = all.filter((run) => matchesFilter(parsed, run))
        await printResult(context.json, { runs }, () => listText(runs, all.length))
      })
    })
}

/** The runs as a table; what is measured otherwise where samples may have several labels is marked. */
export function listText(runs: readonly RunSummary[], total: number): string {
  if (total === 0) return 'No runs yet. Start one with: focal-bench train'
  if (runs.length === 0) return `None of ${total} runs is like that.`
  const rows = table(
    [
      { title: 'id' },
      { title: 'name', most: 32 },
      { title: 'state' },
      { title: 'data', most: 20 },
      { title: 'loss' },
      { title: 'γ', align: 'right' },
      { title: 'α', most: 16 },
      { title: 'epochs', align: 'right' },
      { title: 'balanced', align: 'right' },
      { title: 'accuracy', align: 'right' },
      { title: 'val loss', align: 'right' },
      { title: 'created' },
      { title: 'tags', most: 30 },
    ],
    runs.map((run) => [
      run.id,
      run.name,
      run.state,
      run.datasetName,
      run.config.loss.kind,
      run.config.loss.kind === 'focal' ? figure(run.config.loss.gamma) : '',
      [run.config.loss.alpha].flat().join(','),
      `${run.last?.epoch ?? 0}/${run.config.training.epochs}`,
      percent(run.best?.balancedAccuracy),
      `${percent(run.best?.accuracy)}${isSubsetAccuracy(run) ? '*' : ''}`,
      figure(run.best?.valLoss),
      moment(run.createdAt),
      run.tags.join(', '),
    ]),
  )
  if (!runs.some(isSubsetAccuracy)) return rows
  return `${rows}\n\n* subset accuracy: the share of samples with every label right`
}

function isSubsetAccuracy({ multiLabel, best }: RunSummary): boolean {
  return multiLabel && best !== null
}
