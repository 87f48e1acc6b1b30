import { resolve } from 'node:path'
import type { Command } from 'commander'
import { badInput } from '@shared/errors'
import { contextOf } from '../context'
import { choiceOf } from '../input/flag-values'
import { wholeNumber } from '../output/format'
import { print, printResult } from '../output/print'

const formats = ['csv', 'json'] as const

export function registerExport(program: Command): void {
  program
    .command('export')
    .summary('write runs to a file')
    .description('Write runs with their epochs to a file, or to stdout. An existing file is replaced.')
    .argument('<runs...>', 'ids, beginnings of ids, or names')
    .requiredOption('--format <format>', formats.join(' or '), choiceOf('--format', formats))
    .requiredOption('--out <path>', 'the file to write; - is stdout')
    .action(
      async (
        names: string[],
        { format, out }: { format: (typeof formats)[number]; out: string },
        self: Command,
      ) => {
        if (out.trim() === '') throw badInput('--out names no file.', { field: '--out' })
        const context = contextOf(self)
        if (out === '-' && context.json && format !== 'json') {
          throw badInput(
            '--out - writes the export itself to stdout: with --json it must be --format json.',
            {
              field: '--out',
            },
          )
        }
        const [{ withEngine }, { findRuns }] = await Promise.all([import('../engine'), import('../runs')])
        await withEngine(context, async ({ client }) => {
          const ids = (await findRuns(client, names)).map((run) => run.id)
          if (out === '-') return print((await client.exports.toText({ ids, format })).text)
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
