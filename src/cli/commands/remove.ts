import type { Command } from 'commander'
import { contextOf } from '../context'
import { printResult } from '../output/print'

export function registerRemove(program: Command): void {
  program
    .command('remove')
    .summary('remove runs; they can be restored')
    .description('Remove runs from the list. They can be restored.')
    .argument('<runs...>', 'ids, beginnings of ids, or names')
    .action(async (names: string[], _options: unknown, self: Command) => {
      const context = contextOf(self)
      const [{ withEngine }, { findRuns }] = await Promise.all([import('../engine'), import('../runs')])
      await withEngine(context, async ({ client }) => {
        const ids = (await findRuns(client, names)).map((run) => run.id)
        const { removed } = await client.runs.remove({ ids })
        const undo = `Removed ${removed.join(', ')}.\nUndo with: focal-bench restore ${removed.join(' ')}`
        await printResult(context.json, { removed }, () => undo)
      })
    })
}
