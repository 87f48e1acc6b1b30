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
  /** The state that the engine began with. */
  first: TrainingState
}

export class KeptEngine {
  private kept: { key: string; prepared: PreparedRun } | null = null

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

  /** Keeps a graph. Single operations are built as fast as they are kept, and go. */
  keep(key: string, prepared: PreparedRun): void {
    if (prepared.engine.compiled) this.kept = { key, prepared }
    else prepared.engine.dispose()
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
