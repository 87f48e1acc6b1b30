/** Which run trains when. Waiting runs are the store's; what is here is what runs at this moment. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { QueueState } from '@shared/domain/app'
import type { RunDetails } from '@shared/domain/run'
import { FocalError, toErrorShape } from '@shared/errors'
import type { Datasets } from '../datasets/datasets'
import { ActiveRun, type StartMessage, type TrainerLeft } from './active-run'
import { findCheckpoint } from './find-checkpoint'
import type { RecorderTools } from './run-recorder'
import { TrainerPool } from './trainer-pool'
import type { TrainerPaths } from './trainer-process'

export interface RunQueueOptions extends RecorderTools, TrainerPaths {
  home: string
  datasets: Datasets
  /** `hold`: waiting runs stay where they are; only what is started by name runs. */
  mode: 'run' | 'hold'
}

/** On closing, trainers get this long before they are killed. */
const closeGrace = 2000

export class RunQueue {
  private readonly active = new Map<string, ActiveRun>()
  /** Runs that were started beside the queue: they take no place in it. */
  private readonly besideQueue = new Set<string>()
  /** Runs to be started by name whose last trainer has not left yet. */
  private readonly startWhenLeft = new Set<string>()
  private readonly trainers: TrainerPool
  private isClosing = false
  private onIdle: (() => void) | null = null

  constructor(private readonly options: RunQueueOptions) {
    this.trainers = new TrainerPool(options)
  }

  state(): QueueState {
    const { store } = this.options
    return {
      paused: store.queue.paused(),
      trainersAtOnce: store.settings.read().trainersAtOnce,
      running: [...this.active].filter(([, run]) => run.isTraining).map(([id]) => id),
      waiting: store.queue.waiting(),
    }
  }

  /** Puts interrupted runs that have a checkpoint back at the queue's front, and starts. */
  open(): void {
    if (this.options.mode === 'hold') return
    this.requeueInterrupted()
    this.startNext()
  }

  /** Starts as many waiting runs as may run at once. */
  startNext(): void {
    const { store, mode, stateEvents } = this.options
    stateEvents.queueChanged()
    if (mode === 'hold' || this.isClosing) return
    const { trainersAtOnce } = store.settings.read()
    while (!store.queue.paused() && this.active.size - this.besideQueue.size < trainersAtOnce) {
      const next = store.queue.next()
      // A run that was resumed at once waits for its last trainer to leave.
      if (next === null || this.active.has(next)) return
      this.start(next)
    }
  }

  /** Starts a waiting run at once, beside the queue. */
  startNow(id: string): void {
    if (this.isClosing) return
    if (this.active.has(id)) {
      this.startWhenLeft.add(id)
      return
    }
    this.besideQueue.add(id)
    this.start(id)
  }

  move(id: string, position: number): void {
    this.options.store.queue.move(id, position)
    this.options.stateEvents.queueChanged()
  }

  setPaused(paused: boolean): void {
    this.options.store.queue.setPaused(paused)
    this.startNext()
  }

  /** @throws FocalError `conflict` where the run neither waits nor runs */
  cancel(id: string): void {
    const { store, stateEvents } = this.options
    if (this.stopTraining(id)) return
    const run = store.runs.summary(id)
    if (run.state !== 'queued') {
      throw new FocalError({
        code: 'conflict',
        message: `The run ${run.name} is ${run.state}: it neither waits nor runs, so there is nothing to cancel.`,
        details: { id, name: run.name, state: run.state, problem: 'not-active' },
      })
    }
    store.runs.transition(id, 'stopped', { reason: 'Taken out of the queue by hand.' })
    stateEvents.runsChanged([id])
    stateEvents.queueChanged()
  }

  /** @throws FocalError `conflict` where the run does not run */
  stop(id: string): void {
    if (this.stopTraining(id)) return
    const run = this.options.store.runs.summary(id)
    throw new FocalError({
      code: 'conflict',
      message: `The run ${run.name} is ${run.state}, not running.`,
      details: { id, name: run.name, state: run.state, problem: 'not-active' },
    })
  }

  /**
   * Puts an ended run back at the end of the queue (`now`: starts it beside the queue), to go on from its last checkpoint.
   * @throws FocalError `data-set-invalid` where its data is gone
   */
  resume(id: string, start: 'queue' | 'now' = 'queue'): void {
    const { store, datasets, stateEvents } = this.options
    datasets.requireFile(datasets.get(store.runs.summary(id).datasetId))
    store.runs.transition(id, 'queued')
    stateEvents.runsChanged([id])
    if (start === 'now') this.startNow(id)
    else this.startNext()
  }

  /** Ends all trainers; their runs become `interrupted`. Settles when the last one is gone. */
  async close(): Promise<void> {
    this.isClosing = true
    for (const run of this.active.values()) run.interrupt(closeGrace)
    if (this.active.size > 0) await new Promise<void>((resolve) => (this.onIdle = resolve))
    await this.trainers.close()
  }

  private stopTraining(id: string): boolean {
    const active = this.active.get(id)
    if (active === undefined || !active.isTraining) return false
    active.stop()
    return true
  }

  private start(id: string): void {
    const { store, stateEvents } = this.options
    try {
      const { run, message } = this.prepare(id)
      store.runs.transition(id, 'running')
      const { trainersAtOnce } = store.settings.read()
      const kind = trainerKind(run, trainersAtOnce)
      const takeTrainer = () => this.trainers.take(kind, trainersAtOnce)
      const ended = (left: TrainerLeft) => {
        if (left !== null) this.trainers.give(left, kind)
        this.ended(id)
      }
      this.active.set(id, new ActiveRun(this.options, run, takeTrainer, message, ended))
    } catch (error) {
      this.besideQueue.delete(id)
      const shape = toErrorShape(error)
      store.runs.transition(id, 'failed', { reason: shape.message, error: shape })
    }
    stateEvents.runsChanged([id])
    stateEvents.queueChanged()
  }

  /** Cuts the run's measurements back to its last checkpoint, so that what follows joins on without a seam. */
  private prepare(id: string): { run: RunDetails; message: StartMessage } {
    const { store, datasets, home } = this.options
    const dataset = datasets.get(store.runs.get(id).datasetId)
    // Before anything is cut: without its data the run keeps all that it has.
    datasets.requireFile(dataset)
    const checkpointFolder = join(home, 'checkpoints', id)
    mkdirSync(checkpointFolder, { recursive: true })
    const checkpoint = findCheckpoint(store, id, checkpointFolder)
    if (checkpoint === null && store.runs.checkpoint(id, 'last') !== null) {
      const message = 'No checkpoint of the run is left; it begins anew.'
      store.runs.appendLog(id, { time: Date.now(), level: 'warning', message })
    }
    store.metrics.truncateAfter(id, checkpoint?.epoch ?? 0)
    const run = store.runs.get(id)
    const message: StartMessage = {
      type: 'start',
      runId: id,
      config: run.config,
      dataPath: datasets.path(dataset),
      checkpointFolder,
      resumeFrom: checkpoint?.fileName ?? null,
      stay: true,
    }
    return { run, message }
  }

  private ended(id: string): void {
    const { store, stateEvents } = this.options
    this.active.delete(id)
    this.besideQueue.delete(id)
    stateEvents.runsChanged([id])
    if (this.startWhenLeft.delete(id) && store.queue.waiting().includes(id)) this.startNow(id)
    if (this.active.size === 0) this.onIdle?.()
    this.startNext()
  }

  private requeueInterrupted(): void {
    const { store, datasets } = this.options
    // Newest first, each put before the one before it: in the end the oldest is next.
    for (const run of store.runs.list()) {
      if (run.state !== 'interrupted' || store.runs.checkpoint(run.id, 'last') === null) continue
      if (datasets.whyGone(datasets.get(run.datasetId)) !== null) continue
      store.runs.transition(run.id, 'queued')
      store.queue.move(run.id, 0)
    }
  }
}

/** Runs of one kind compute alike: the library's settings follow from the model's size, and are made once a process. */
function trainerKind({ config: { model, training }, datasetId }: RunDetails, trainersAtOnce: number): string {
  return JSON.stringify([model, training.batchSize, training.compile, datasetId, trainersAtOnce])
}
