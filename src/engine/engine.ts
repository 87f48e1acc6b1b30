/**
 * The engine of one home folder: the one process that opens its database, keeps its queue and its data sets, and
 * answers every client through one router.
 */
import { dirname, join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { EngineClient } from '@shared/contract'
import type { AppInfo } from '@shared/domain/app'
import { FocalError } from '@shared/errors'
import type { SetupState } from '@shared/setup-state'
import { Datasets } from './datasets/datasets'
import { CurveEvents } from './events/curve-events'
import { StateEvents } from './events/state-events'
import { SystemSampler } from './events/system-sampler'
import { examine } from './handlers/doctor'
import { createRouter } from './handlers/router'
import { RunQueue } from './queue/run-queue'
import { openStore, type Store } from './store'

export interface EngineOptions {
  /** Folder of all data; exists. The caller has it to itself. */
  home: string
  host: AppInfo['host']
  /** `run`: waiting runs start by themselves; `hold`: only runs created with `start: 'now'`. */
  queue: 'run' | 'hold'
  /** Version of Focal Bench. */
  version: string
  /** Folder of the bundled data. */
  resourcesFolder: string
  /** Entry file of the trainer. */
  trainerPath: string
  /** Entry file of the importer; beside the trainer's where it is not said. */
  importerPath?: string
  /** The Node that runs trainers and importers. */
  nodePath: string
  /** What set-up recorded; null where it did not. */
  setupState?: SetupState | null
  /** Path of what a browser has uploaded. @throws FocalError `not-found` */
  resolveUpload?: (upload: string) => string
}

export interface Engine {
  /** For oRPC's handlers: every transport serves it. */
  readonly router: ReturnType<typeof createRouter>
  /** The same, in this process. What it throws goes through `unwrapError` as everywhere. */
  readonly client: EngineClient
  /** Ends trainers (their runs become `interrupted`), streams and the store, within 3 seconds. Calling it twice is harmless. */
  close(): Promise<void>
}

/**
 * Opens a home. What was running when its last engine died is `interrupted` now; with `queue: 'run'` those that have
 * a checkpoint go on from it first.
 * @throws FocalError `database-from-the-future`, `database`
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { home, setupState = null, trainerPath, nodePath } = options
  const store = openStore(home)
  try {
    const parts = assemble(options, store)
    await parts.datasets.prepare()
    parts.queue.open()
    const doctor = () => examine({ home, store, setupState, trainerPath, nodePath })
    const router = createRouter({ ...parts, store, info: describe(options), doctor })
    return { router, client: createRouterClient(router), close: closeOnce(parts, store) }
  } catch (error) {
    store.close()
    throw error
  }
}

function assemble(options: EngineOptions, store: Store) {
  const { home, queue: mode, resourcesFolder, trainerPath, nodePath, resolveUpload = refuseUpload } = options
  const curveEvents = new CurveEvents()
  const stateEvents: StateEvents = new StateEvents(
    {
      allRuns: () => store.runs.list(),
      runs: (ids) => ids.map((id) => store.runs.summary(id)),
      queue: () => queue.state(),
    },
    (subscribers) => sampler.switch(subscribers > 0),
  )
  const sampler = new SystemSampler((sample) => stateEvents.systemSampled(sample))
  const onChange = () => stateEvents.datasetsChanged()
  const importerPath = options.importerPath ?? join(dirname(trainerPath), 'importer.js')
  const folders = { home, resourcesFolder }
  const datasets = new Datasets({ store, ...folders, importerPath, nodePath, resolveUpload, onChange })
  const paths = { home, trainerPath, nodePath }
  const queue: RunQueue = new RunQueue({ store, stateEvents, curveEvents, datasets, mode, ...paths })
  return { stateEvents, curveEvents, datasets, queue }
}

interface Closable {
  datasets: Datasets
  queue: RunQueue
  stateEvents: StateEvents
  curveEvents: CurveEvents
}

function closeOnce(
  { datasets, queue, stateEvents, curveEvents }: Closable,
  store: Store,
): () => Promise<void> {
  let closing: Promise<void> | null = null
  const close = async () => {
    datasets.close()
    await queue.close()
    stateEvents.endAll()
    curveEvents.endAll()
    store.close()
  }
  return () => (closing ??= close())
}

function describe({ version, home, host }: EngineOptions): AppInfo {
  return {
    version,
    home,
    host,
    engine: { pid: process.pid, node: process.versions.node, startedAt: Date.now() },
  }
}

function refuseUpload(): never {
  throw new FocalError({
    code: 'unsupported',
    message: 'This engine takes no uploads. Give the path of the file.',
  })
}
