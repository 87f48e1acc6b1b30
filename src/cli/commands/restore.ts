import type { Command } from 'commander'
import { contextOf } from '../context'
import { printResult } from '../output/print'

export function registerRestore(program: Command): void {
  program
    .command('restore')
    .summary('bring removed runs back')
    .description('Bring removed runs back to the list.')
    .argument('<runs...>', 'ids, beginnings of ids, or names (`list --removed` shows them)')
    .action(async (names: string[], _options: unknown, self: Command) => {
      const context = contextOf(self)
      const [{ withEngine }, { findRuns }] = await Promise.all([import('../engine'), import('../runs')])
      await withEngine(context, async ({ client }) => {
        const ids = (await findRuns(client, names, { removed: true })).map((run) => run.id)
        const { restored } = await client.runs.restore({ ids })
        await printResult(context.json, { restored }, () => `Restored ${restored.join(', ')}.`)
      })
    })
}
