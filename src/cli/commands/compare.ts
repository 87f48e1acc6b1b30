import type { Command } from 'commander'
import { contextOf } from '../context'
import { comparisonDocument } from '../output/comparison'
import { comparisonText } from '../output/comparison-text'
import { printResult } from '../output/print'

export function registerCompare(program: Command): void {
  program
    .command('compare')
    .summary('put runs side by side, class by class')
    .description(
      'Put runs side by side: best and last metrics, recall of each class at the best epoch with its interval, what differs. Differences are to the first run, on the same validation rows where there are such.',
    )
    .argument('<runs...>', 'ids, beginnings of ids, or names')
    .action(async (names: string[], _options: unknown, self: Command) => {
      const context = contextOf(self)
      const [{ withEngine }, { findRuns }] = await Promise.all([import('../engine'), import('../runs')])
      await withEngine(context, async ({ client }) => {
        const found = await findRuns(client, names)
        const ids = found.map((run) => run.id)
        const [reference = '', ...others] = ids
        const comparison = await client.runs.compare({ ids })
        const paired = others.length === 0 ? [] : await client.runs.comparePaired({ reference, ids: others })
        const document = comparisonDocument(comparison, paired)
        await printResult(context.json, document, () => comparisonText(document))
      })
    })
}
