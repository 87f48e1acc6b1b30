import { fork, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunConfigInput } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
import { encodeDataset } from '@shared/dataset-file'
import type { EpochRecord } from '@shared/domain/metrics'
import type { BackendName } from '@shared/domain/run'
import type { FromTrainer, ToTrainer } from '@shared/trainer-protocol'

export type MessageOf<Type extends FromTrainer['type']> = Extract<FromTrainer, { type: Type }>

export interface TrainerRun {
  messages: FromTrainer[]
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** Milliseconds from the start message to the exit. */
  milliseconds: number
}

export interface TrainerOptions {
  config: RunConfigInput
  backend?: BackendName | string
  resumeFrom?: string | null
  environment?: Record<string, string>
  /** Called with every message, in order. */
  onMessage?: (message: FromTrainer, child: ChildProcess) => void
}

/** A data file, a folder for checkpoints, and forked trainers on them. */
export class TrainerBench {
  private constructor(
    private readonly trainerPath: string,
    readonly folder: string,
    readonly dataPath: string,
    readonly checkpointFolder: string,
  ) {}

  static async create(trainerPath: string, data: DatasetContent | Uint8Array): Promise<TrainerBench> {
    const folder = await mkdtemp(join(tmpdir(), 'focal-bench-trainer-'))
    const dataPath = join(folder, 'data.fbds')
    const checkpointFolder = join(folder, 'checkpoints')
    await mkdir(checkpointFolder)
    await writeFile(dataPath, data instanceof Uint8Array ? data : encodeDataset(data))
    return new TrainerBench(trainerPath, folder, dataPath, checkpointFolder)
  }

  startMessage({ config, resumeFrom = null }: TrainerOptions): ToTrainer {
    return {
      type: 'start',
      runId: 'run-1',
      config: config as Extract<ToTrainer, { type: 'start' }>['config'],
      dataPath: this.dataPath,
      checkpointFolder: this.checkpointFolder,
      resumeFrom,
    }
  }

  async run(options: TrainerOptions): Promise<TrainerRun> {
    const child = fork(this.trainerPath, {
      serialization: 'advanced',
      env: { ...process.env, FOCAL_BENCH_BACKEND: options.backend ?? 'tensorflow', ...options.environment },
    })
    const messages: FromTrainer[] = []
    child.on('message', (message: FromTrainer) => {
      messages.push(message)
      options.onMessage?.(message, child)
    })
    const startedAt = performance.now()
    child.send(this.startMessage(options))
    return new Promise((settle, fail) => {
      child.on('error', fail)
      child.on('close', (exitCode, signal) => {
        settle({ messages, exitCode, signal, milliseconds: performance.now() - startedAt })
      })
    })
  }

  async clean(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

export function messagesOf<Type extends FromTrainer['type']>(
  { messages }: TrainerRun,
  type: Type,
): MessageOf<Type>[] {
  return messages.filter((message): message is MessageOf<Type> => message.type === type)
}

/** Everything in a run that its configuration, data and seed decide: all but times. */
export function digitsOf(run: TrainerRun): unknown {
  return {
    losses: messagesOf(run, 'steps').flatMap((message) => Array.from(message.losses)),
    epochs: messagesOf(run, 'epoch').map(({ record }) => withoutTime(record)),
    predictions: messagesOf(run, 'predictions').map(({ which, epoch, rows, probabilities }) => ({
      which,
      epoch,
      rows: Array.from(rows),
      probabilities: Array.from(probabilities),
    })),
  }
}

export function withoutTime({ seconds: _seconds, ...record }: EpochRecord): Omit<EpochRecord, 'seconds'> {
  return record
}

/** The losses of a run by the number of their step. */
export function lossBySteps(run: TrainerRun): Map<number, number> {
  return new Map(
    messagesOf(run, 'steps').flatMap(({ firstStep, losses }) =>
      Array.from(losses, (loss, i): [number, number] => [firstStep + i, loss]),
    ),
  )
}
