import { resolve } from 'node:path'
import type { Command } from 'commander'
import { badInput } from '@shared/errors'
import { contextOf } from '../context'
import { choiceOf } from '../input/flag-values'
import { wholeNumber } from '../output/format'
import { printResult } from '../output/print'

const formats = ['csv', 'json'] as const

export function registerExport(program: Command): void {
  program
    .command('export')
    .summary('write runs to a file')
    .description('Write runs with their epochs to a file. An existing file is replaced.')
    .argument('<runs...>', 'ids, beginnings of ids, or names')
    .requiredOption('--format <format>', formats.join(' or '), choiceOf('--format', formats))
    .requiredOption('--out <path>', 'the file to write')
    .action(
      async (
        names: string[],
        { format, out }: { format: (typeof formats)[number]; out: string },
        self: Command,
      ) => {
        if (out.trim() === '') throw badInput('--out names no file.', { field: '--out' })
        const context = contextOf(self)
        const [{ withEngine }, { findRuns }] = await Promise.all([import('../engine'), import('../runs')])
        await withEngine(context, async ({ client }) => {
          const ids = (await findRuns(client, names)).map((run) => run.id)
          const { path, bytes } = await client.exports.toFile({ ids, format, path: resolve(out) })
          await printResult(
            context.json,
            { path, bytes, format, runs: ids },
            () => `${path}: ${wholeNumber(bytes)} bytes`,
          )
        })
      },
    )
}
