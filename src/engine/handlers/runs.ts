import { configDifference } from '@core/compare/config-difference'
import { defaultRunName, uniqueName } from '@core/run-name'
import { runConfigSchema, type RunConfig } from '@shared/config/run-config'
import { fieldIssues } from '@shared/config/validate'
import type { ConfigCheck, RunComparison } from '@shared/contract/runs'
import type { EpochRecord } from '@shared/domain/metrics'
import { badInput } from '@shared/errors'
import { nextTurn } from '../turns'
import { configWarnings, datasetIssues } from './config-check'
import { configHash } from './config-hash'
import { comparePaired } from './paired'
import type { Implementer, Services } from './services'

export function runsHandlers(contract: Implementer, services: Services) {
  const { store, queue, stateEvents } = services
  const { runs: calls } = contract
  return {
    check: calls.check.handler(({ input }) => checkConfig(services, input.config)),
    create: calls.create.handler(async ({ input }) => {
      const run = await recordRun(services, input)
      stateEvents.runsChanged([run.id])
      if (input.start === 'now') queue.startNow(run.id)
      else queue.startNext()
      return store.runs.summary(run.id)
    }),
    list: calls.list.handler(({ input }) => store.runs.list(input)),
    get: calls.get.handler(({ input }) => store.runs.get(input.id)),
    epochs: calls.epochs.handler(({ input }) => store.metrics.epochs(input.id, input.first, input.last)),
    compare: calls.compare.handler(({ input, signal }) => compareRuns(services, input.ids, signal)),
    comparePaired: calls.comparePaired.handler(({ input, signal }) => comparePaired(services, input, signal)),
    update: calls.update.handler(({ input: { ids, ...change } }) => {
      const hadBaseline = change.baseline ? store.runs.list().filter((run) => run.baseline) : []
      const updated = store.runs.update(ids, change)
      stateEvents.runsChanged([...ids, ...hadBaseline.map((run) => run.id)])
      return updated
    }),
    remove: calls.remove.handler(({ input }) => {
      const removed = store.runs.remove(input.ids)
      stateEvents.runsChanged(removed)
      stateEvents.queueChanged()
      return { removed }
    }),
    restore: calls.restore.handler(({ input }) => {
      const restored = store.runs.restore(input.ids)
      stateEvents.runsChanged(restored)
      queue.startNext()
      return { restored }
    }),
    stop: calls.stop.handler(({ input }) => {
      queue.stop(input.id)
      return store.runs.summary(input.id)
    }),
    resume: calls.resume.handler(({ input }) => {
      queue.resume(input.id, input.start)
      return store.runs.summary(input.id)
    }),
  }
}

async function checkConfig({ datasets }: Services, input: unknown): Promise<ConfigCheck> {
  const parsed = runConfigSchema.safeParse(input ?? {})
  if (!parsed.success) return { issues: fieldIssues(parsed.error), warnings: [] }
  const config = parsed.data
  const dataset = datasets.find(config.data.dataset)
  if (dataset === null) {
    const message = `is "${config.data.dataset}", and there is no such data set; choose one of ${datasetNames(datasets.list())}`
    const values = { dataset: config.data.dataset }
    return { issues: [{ path: 'data.dataset', code: 'no-such-dataset', message, values }], warnings: [] }
  }
  const gone = datasets.whyGone(dataset)
  const issues =
    gone === null
      ? datasetIssues(config, dataset)
      : [
          {
            path: 'data.dataset',
            code: 'data-gone',
            message: `names data that is gone: ${gone.replace(/\.$/, '')}`,
            values: { dataset: dataset.name },
          },
        ]
  if (issues.length > 0) return { issues, warnings: [] }
  const split = await datasets.previewSplit(config.data, config.seed)
  return { issues, warnings: configWarnings(config, dataset, split) }
}

interface RunRequest {
  config: RunConfig
  name?: string | undefined
  withSeed: boolean
  tags: string[]
  notes: string
}

/** Records a run that can be trained, or nothing at all. */
async function recordRun({ store, datasets }: Services, { config, name, withSeed, tags, notes }: RunRequest) {
  const dataset = datasets.get(config.data.dataset)
  const issues = datasetIssues(config, dataset)
  const first = issues[0]
  if (first !== undefined) throw badInput(`${first.path} ${first.message}.`, { field: first.path, issues })
  datasets.requireFile(dataset)
  // By id: the data set may be renamed.
  const recorded: RunConfig = { ...config, data: { ...config.data, dataset: dataset.id } }
  const given = name?.trim() ?? ''
  return store.runs.insert({
    config: recorded,
    configHash: configHash(recorded),
    datasetId: dataset.id,
    datasetHash: dataset.hash,
    labels: dataset.classes.map(({ label }) => label),
    name: given === '' ? freeName(store, defaultRunName(recorded, dataset.name, { withSeed })) : given,
    tags,
    notes,
  })
}

/** The name, with a number behind it where it is taken. */
function freeName({ runs }: Services['store'], name: string): string {
  return uniqueName(name, runs.names(name))
}

async function compareRuns({ store }: Services, ids: string[], signal?: AbortSignal): Promise<RunComparison> {
  const runs = ids.map((id) => store.runs.get(id))
  const epochs: EpochRecord[][] = []
  for (const id of ids) {
    epochs.push(store.metrics.epochs(id))
    await nextTurn(signal)
  }
  // A person knows a data set by its name.
  const configs = runs.map(({ config, datasetName }) => ({
    ...config,
    data: { ...config.data, dataset: datasetName },
  }))
  return { runs, epochs, configDifference: configDifference(configs) }
}

function datasetNames(datasets: { name: string }[]): string {
  const names = datasets.slice(0, 10).map(({ name }) => name)
  return names.join(', ') + (datasets.length > 10 ? ', …' : '')
}
