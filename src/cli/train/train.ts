/** The work of `train` and `resume`: from a request to a run that has ended, and its figures on stdout. */
import type { EngineClient } from '@shared/contract'
import type { RunConfig } from '@shared/config/run-config'
import type { RunSummary } from '@shared/domain/run'
import { badInput } from '@shared/errors'
import type { CommandContext } from '../context'
import { withEngine } from '../engine'
import { exitCodes } from '../errors'
import { log } from '../output/log'
import { printResult } from '../output/print'
import { runReport } from '../output/run-report'
import { printable } from '../output/table'
import { findRuns } from '../runs'
import type { TrainFlags } from './flags'
import { followRun, type FollowedRun } from './follow'
import { readTrainRequest, type TrainRequest } from './request'
import { runResult } from './result'

/** @returns the exit code */
export async function train(
  context: CommandContext,
  configPath: string | undefined,
  flags: TrainFlags,
): Promise<number> {
  const request = readTrainRequest(configPath, flags)
  return withEngine(context, async ({ client, host }) => {
    const config = await withDataset(client, request)
    const { warnings } = await client.runs.check({ config })
    for (const warning of warnings) log(`Note: ${warning.message}`)
    const { name, tags, notes } = request
    const run = await client.runs.create({ config, name, tags, notes, start: startAt(host) })
    return finish(context, client, await followRun(client, run.id))
  })
}

/** Goes on with a run from its last checkpoint. @returns the exit code */
export async function resume(context: CommandContext, name: string): Promise<number> {
  return withEngine(context, async ({ client, host }) => {
    const [run] = await findRuns(client, [name])
    if (run === undefined) return exitCodes.failed
    await client.runs.resume({ id: run.id, start: startAt(host) })
    return finish(context, client, await followRun(client, run.id))
  })
}

/** A command's own engine holds the queue: the run starts at once. Elsewhere it waits its turn. */
function startAt(host: 'electron' | 'serve' | 'command-line'): 'queue' | 'now' {
  return host === 'command-line' ? 'now' : 'queue'
}

/** Imports the file that was named; the same content imported twice is one data set. */
async function withDataset(client: EngineClient, { config, dataFile }: TrainRequest): Promise<RunConfig> {
  if (dataFile === null) return config
  const source = { path: dataFile.path }
  if (dataFile.label === null) {
    const { columns } = await client.datasets.inspect({ source })
    const names = columns.slice(0, 20).map((column) => column.name)
    const more = columns.length > names.length ? ', …' : ''
    throw badInput(
      `--label must name the label column of ${dataFile.path}. Its columns: ${names.join(', ')}${more}.`,
      {
        field: '--label',
      },
    )
  }
  const dataset = await client.datasets.import({ source, label: dataFile.label })
  log(
    `Data set "${dataset.name}": ${dataset.samples} samples, ${dataset.features} features, ${dataset.classes.length} classes.`,
  )
  return { ...config, data: { ...config.data, dataset: dataset.id } }
}

async function finish(
  context: CommandContext,
  client: EngineClient,
  { run, interrupted }: FollowedRun,
): Promise<number> {
  const details = await client.runs.get({ id: run.id })
  const epochs = await client.runs.epochs({ id: run.id })
  const result = runResult(details, epochs)
  const ending = interrupted ? stoppedLine(run.id, epochs.length) : failureLine(run)
  if (ending !== null) log(ending)
  await printResult(context.json, { run: result }, () => runReport(result))
  if (interrupted) return exitCodes.interrupted
  const isKept = run.state === 'done' || (run.state === 'stopped' && epochs.length > 0)
  return isKept ? exitCodes.done : exitCodes.failed
}

function stoppedLine(id: string, epochs: number): string {
  return `Stopped. ${epochs === 1 ? '1 epoch is' : `${epochs} epochs are`} kept as run ${id}.`
}

/** Null where the run did what it was to do. */
function failureLine({ state, reason }: RunSummary): string | null {
  if (state !== 'failed' && state !== 'interrupted') return null
  const what = state === 'failed' ? 'failed' : 'was interrupted'
  return `focal-bench: The run ${what}: ${printable(reason ?? 'no reason was given')}`
}
