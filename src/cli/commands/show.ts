import type { Command } from 'commander'
import type { RunDetails } from '@shared/domain/run'
import { contextOf } from '../context'
import { configValue, moment } from '../output/format'
import { printResult } from '../output/print'
import { runReport } from '../output/run-report'
import { printable } from '../output/table'

export function registerShow(program: Command): void {
  program
    .command('show')
    .summary('show one run')
    .description('Show one run: its epochs, scores by class, configuration, environment and log.')
    .argument('<run>', 'a run’s id, the beginning of one, or a name')
    .option('--removed', 'look among the removed runs')
    .action(async (name: string, { removed }: { removed?: boolean }, self: Command) => {
      const context = contextOf(self)
      const [{ withEngine }, { findRuns }, { runResult }] = await Promise.all([
        import('../engine'),
        import('../runs'),
        import('../train/result'),
      ])
      await withEngine(context, async ({ client }) => {
        const [found] = await findRuns(client, [name], { removed: removed ?? false })
        const id = found?.id ?? name
        const details = await client.runs.get({ id })
        const result = runResult(details, await client.runs.epochs({ id }))
        const document = { run: { ...result, ...extras(details) } }
        await printResult(context.json, document, () =>
          [runReport(result), '', detailsText(details)].join('\n'),
        )
      })
    })
}

function extras(run: RunDetails) {
  const { notes, colour, pinned, baseline, createdAt, startedAt, finishedAt, removedAt } = run
  const {
    environment,
    error,
    labels,
    trainCounts,
    validationCounts,
    parameters,
    configHash,
    datasetHash,
    log,
  } = run
  const { last, majorityBaseline } = run
  return {
    last,
    majorityBaseline,
    ...{ notes, colour, pinned, baseline, createdAt, startedAt, finishedAt, removedAt },
    ...{
      environment,
      error,
      labels,
      trainCounts,
      validationCounts,
      parameters,
      configHash,
      datasetHash,
      log,
    },
  }
}

function detailsText(run: RunDetails): string {
  const config = Object.entries(run.config).map(([section, fields]) => {
    if (typeof fields !== 'object') return `  ${section}  ${configValue(fields)}`
    const text = Object.entries(fields).map(([key, value]) => `${key} ${short(configValue(value))}`)
    return `  ${section}  ${text.join(', ')}`
  })
  const lines = [
    'Configuration',
    ...config,
    `Created ${moment(run.createdAt)}, data set ${printable(run.datasetName)}`,
  ]
  if (run.tags.length > 0) lines.push(`Tags: ${printable(run.tags.join(', '))}`)
  if (run.notes !== '') lines.push(`Notes: ${printable(run.notes)}`)
  if (run.environment !== null) {
    const { backend, compiled, fallbackReason, platform, cpu, versions } = run.environment
    const parts = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
    lines.push(
      `Environment: ${backend}${compiled ? ' (compiled)' : ''}, ${platform}, ${cpu}; ${parts.join(', ')}`,
    )
    if (fallbackReason !== null) lines.push(`  ${fallbackReason}`)
  }
  if (run.log.length > 0)
    lines.push(
      'Log',
      ...run.log.map((line) => `  ${moment(line.time)} ${line.level}: ${printable(line.message)}`),
    )
  return lines.join('\n')
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
