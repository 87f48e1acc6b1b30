/** The work of `train` and `resume`: from a request to a run that has ended, and its figures on stdout. */
import type { EngineClient } from '@shared/contract'
import type { RunConfig } from '@shared/config/run-config'
import type { RunSummary } from '@shared/domain/run'
import { FocalError, badInput } from '@shared/errors'
import type { CommandContext } from '../context'
import { withEngine } from '../engine'
import { exitCodes } from '../errors'
import { log } from '../output/log'
import { printResult } from '../output/print'
import { runReport } from '../output/run-report'
import { printable } from '../output/table'
import { findRuns } from '../runs'
import { importDataFile } from './data-file'
import type { TrainFlags } from './flags'
import { foldConfigs, foldsReport, foldsResult, foldsTag } from './folds'
import { followRun, type FollowedRun } from './follow'
import { noteText } from './field-names'
import { idleFlagNotes } from './idle-flags'
import { configFor, readTrainRequest, type TrainRequest } from './request'
import { runResult, type RunResult } from './result'

/** @returns the exit code */
export async function train(
  context: CommandContext,
  configPath: string | undefined,
  flags: TrainFlags,
): Promise<number> {
  const request = readTrainRequest(configPath, flags)
  return withEngine(context, async ({ client, host }) => {
    const { config, takeBack } = await withDataset(client, request)
    const idle = idleFlagNotes(flags, config)
    if (request.folds !== null) {
      return trainFolds(
        context,
        client,
        { ...request, config, folds: request.folds, takeBack, idle },
        startAt(host),
      )
    }
    const run = await createRun(client, { ...request, config, idle }, startAt(host)).catch(
      async (error: unknown) => {
        await takeBack()
        throw error
      },
    )
    return finish(context, client, await followRun(client, run.id))
  })
}

interface CheckedRequest extends TrainRequest {
  /** Notes on flags that change nothing; told with the engine's, once nothing is wrong. */
  idle: readonly string[]
}

/** @throws FocalError `bad-input` naming the flag, or the place in the file, of what the data set does not allow */
async function createRun(
  client: EngineClient,
  { config, name, tags, notes, nameField, idle }: CheckedRequest,
  start: 'queue' | 'now',
): Promise<RunSummary> {
  const { issues, warnings } = await client.runs.check({ config })
  const [issue] = issues
  if (issue !== undefined) {
    throw badInput(`${nameField(issue.path)} ${issue.message}.`, { field: issue.path, issues })
  }
  for (const note of [...idle, ...warnings.map((warning) => noteText(warning, nameField))])
    log(`Note: ${note}`)
  return client.runs.create({ config, name, tags, notes, start })
}

/** Goes on with a run from its last checkpoint. @returns the exit code */
export async function resume(context: CommandContext, name: string): Promise<number> {
  return withEngine(context, async ({ client, host }) => {
    const [run] = await findRuns(client, [name])
    if (run === undefined) return exitCodes.failed
    if (run.state === 'done') {
      const message = `Run "${run.name}" is done, with all its epochs: there is nothing to go on with.`
      throw new FocalError({ code: 'conflict', message, details: { id: run.id } })
    }
    await client.runs.resume({ id: run.id, start: startAt(host) })
    return finish(context, client, await followRun(client, run.id))
  })
}

/** A command's own engine holds the queue: the run starts at once. Elsewhere it waits its turn. */
function startAt(host: 'electron' | 'serve' | 'command-line'): 'queue' | 'now' {
  return host === 'command-line' ? 'now' : 'queue'
}

interface ImportedConfig {
  config: RunConfig
  /** Removes what was imported for a run that did not come about, unless it was there before. */
  takeBack: () => Promise<void>
}

/** Imports the file that was named; the same content imported twice is one data set. */
async function withDataset(client: EngineClient, request: TrainRequest): Promise<ImportedConfig> {
  const { config, dataFile } = request
  if (dataFile === null) {
    const { dataset } = config.data
    const named = (await client.datasets.list()).find(({ id, name }) => id === dataset || name === dataset)
    return {
      config: configFor(request, named?.multiLabel ?? false),
      takeBack: () => Promise.resolve(),
    }
  }
  const before = await client.datasets.list()
  const dataset = await importDataFile(client, dataFile)
  const takeBack = async () => {
    if (!before.some(({ id }) => id === dataset.id)) await client.datasets.remove({ id: dataset.id })
  }
  try {
    const fitting = configFor(request, dataset.multiLabel)
    return { config: { ...fitting, data: { ...config.data, dataset: dataset.id } }, takeBack }
  } catch (error) {
    await takeBack()
    throw error
  }
}

async function finish(
  context: CommandContext,
  client: EngineClient,
  { run, interrupted }: FollowedRun,
): Promise<number> {
  const result = await resultOf(client, { run, interrupted })
  await printResult(context.json, { run: result }, () => runReport(result))
  return isKept({ run, interrupted }, result) ? exitCodes.done : exitCodes.failed
}

/** What a run that has ended came to; how it ended is said on stderr. */
async function resultOf(client: EngineClient, { run, interrupted }: FollowedRun): Promise<RunResult> {
  const details = await client.runs.get({ id: run.id })
  const epochs = await client.runs.epochs({ id: run.id })
  const ending = interrupted ? stoppedLine(run.id, epochs.length) : failureLine(run)
  if (ending !== null) log(ending)
  return runResult(details, epochs)
}

function isKept({ run, interrupted }: FollowedRun, { epochs }: RunResult): boolean {
  return !interrupted && (run.state === 'done' || (run.state === 'stopped' && epochs.length > 0))
}

interface FoldsRequest extends CheckedRequest, ImportedConfig {
  config: RunConfig
  folds: number
}

/** One run a fold, one after the other; a fold that fails or is stopped ends it. */
async function trainFolds(
  context: CommandContext,
  client: EngineClient,
  { folds, takeBack, ...request }: FoldsRequest,
  start: 'queue' | 'now',
): Promise<number> {
  const tag = foldsTag(folds)
  const tags = [...request.tags, tag]
  const runs: RunResult[] = []
  let allKept = true
  for (const config of foldConfigs(request.config, folds)) {
    const idle = runs.length === 0 ? request.idle : []
    const run = await createRun(client, { ...request, config, tags, folds, idle }, start).catch(
      async (error: unknown) => {
        if (runs.length === 0) await takeBack()
        throw error
      },
    )
    const followed = await followRun(client, run.id)
    const result = await resultOf(client, followed)
    runs.push(result)
    allKept = isKept(followed, result)
    if (!allKept) break
  }
  const result = foldsResult(folds, tag, runs)
  const report = () => [...runs.map(runReport), foldsReport(result)].join('\n\n')
  await printResult(context.json, { runs, folds: result }, report)
  return allKept ? exitCodes.done : exitCodes.failed
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
