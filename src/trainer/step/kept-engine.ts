/**
 * The graph of the last run, kept for the next one of the process. To write a graph down, to load it and to let
 * TensorFlow plan it takes longer than many a run of a sweep trains.
 */
import { statSync } from 'node:fs'
import type { RunConfig } from '@shared/config/run-config'
import type { RunEnvironment } from '@shared/domain/run'
import type { RunData } from '../data/run-data'
import type { StepEngine, TrainingState } from './step-engine'

/** What a run trains with. */
export interface PreparedRun {
  data: RunData
  engine: StepEngine
  environment: RunEnvironment
  /** The state that the engine began with; null where it is not to be kept. */
  first: TrainingState | null
}

/**
 * Bytes of data and weights above which nothing is kept: an idle trainer must not stand in the way of one that works, and
 * what takes that much trains for longer than a graph takes.
 */
const mostBytes = 64 * 2 ** 20

/** Bytes of a parameter: its weight and two slots of the optimiser. */
const parameterBytes = 12

/** What is to be known of an engine to keep it. Call it before the first step. */
export function firstStateToKeep(engine: StepEngine, { train, validation }: RunData): TrainingState | null {
  const bytes = train.values.byteLength + validation.values.byteLength + parameterBytes * engine.parameters
  // Single operations are built as fast as they are kept.
  return engine.compiled && bytes <= mostBytes ? engine.readState() : null
}

export class KeptEngine {
  private kept: { key: string; prepared: PreparedRun & { first: TrainingState } } | null = null

  /** Takes out what a run of this key was trained with, as it was at its start. What is of another key goes. */
  take(key: string): PreparedRun | null {
    const { kept } = this
    this.kept = null
    if (kept?.key !== key) {
      kept?.prepared.engine.dispose()
      return null
    }
    const { engine, first } = kept.prepared
    engine.loadState(first)
    engine.beginEpoch(1)
    return kept.prepared
  }

  /** Keeps what a run was trained with, or lets it go. */
  keep(key: string, prepared: PreparedRun): void {
    const { first, engine } = prepared
    if (first === null) engine.dispose()
    else this.kept = { key, prepared: { ...prepared, first } }
  }
}

/**
 * Equal for runs that can share a graph: everything but what the loop alone goes by. The learning rate is fed with each
 * step, and so are the rows of a batch.
 */
export function engineKey(config: RunConfig, dataPath: string): string {
  const { learningRate: _rate, schedule: _schedule, ...optimizer } = config.optimizer
  const { bestBy: _bestBy, patience: _patience, sampling: _sampling, ...training } = config.training
  const file = statSync(dataPath, { throwIfNoEntry: false })
  return JSON.stringify([
    config.data,
    config.model,
    config.loss,
    optimizer,
    training,
    config.seed,
    dataPath,
    file?.size,
    file?.mtimeMs,
  ])
}
