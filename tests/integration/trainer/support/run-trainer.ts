import { createHash } from 'node:crypto'
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunConfigInput } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
import { encodeDataset } from '@shared/dataset-file'
import type { EpochRecord } from '@shared/domain/metrics'
import type { FromTrainer, ToTrainer } from '@shared/trainer-protocol'

export type MessageOf<Type extends FromTrainer['type']> = Extract<FromTrainer, { type: Type }>

type MessageTo<Type extends ToTrainer['type']> = Extract<ToTrainer, { type: Type }>

export interface TrainerRun {
  messages: FromTrainer[]
  checkpointFolder: string
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** Milliseconds from the start message to the exit. */
  milliseconds: number
}

export interface TrainerOptions {
  config: RunConfigInput
  /** A backend's name; anything else for the test of that. */
  backend?: string
  /** The run to go on from; its last checkpoint, in its own folder. */
  resume?: TrainerRun
  /** A checkpoint's file name in place of the last one. */
  resumeFrom?: string
  checkpointFolder?: string
  environment?: Record<string, string>
  /** Called with every message, in order. */
  onMessage?: (message: FromTrainer, child: ChildProcess) => void
}

/** A data file and forked trainers on it, each with a folder for its checkpoints. */
export class TrainerBench {
  private constructor(
    private readonly trainerPath: string,
    readonly folder: string,
    readonly dataPath: string,
  ) {}

  static async create(trainerPath: string, data: DatasetContent | Uint8Array): Promise<TrainerBench> {
    const folder = await mkdtemp(join(tmpdir(), 'focal-bench-trainer-'))
    const dataPath = join(folder, 'data.fbds')
    await writeFile(dataPath, data instanceof Uint8Array ? data : encodeDataset(data))
    return new TrainerBench(trainerPath, folder, dataPath)
  }

  async startMessage({ config, resume, resumeFrom, checkpointFolder }: TrainerOptions) {
    const last = resume === undefined ? undefined : messagesOf(resume, 'checkpoint').at(-1)!.fileName
    return {
      type: 'start',
      runId: 'run-1',
      config: config as MessageTo<'start'>['config'],
      dataPath: this.dataPath,
      checkpointFolder:
        checkpointFolder ?? resume?.checkpointFolder ?? (await mkdtemp(join(this.folder, 'run-'))),
      resumeFrom: resumeFrom ?? last ?? null,
      stay: false,
    } satisfies ToTrainer
  }

  async run(options: TrainerOptions): Promise<TrainerRun> {
    const start = await this.startMessage(options)
    const { checkpointFolder } = start
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
    child.send(start)
    return new Promise((settle, fail) => {
      child.on('error', fail)
      child.on('close', (exitCode, signal) => {
        settle({ messages, checkpointFolder, exitCode, signal, milliseconds: performance.now() - startedAt })
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
    ended: messagesOf(run, 'ended').map(({ state, reason }) => ({ state, reason })),
    failed: messagesOf(run, 'failed'),
    epochs: messagesOf(run, 'epoch').map(({ record }) => withoutTime(record)),
    predictions: predictionsOf(run),
  }
}

export function predictionsOf(run: TrainerRun): unknown {
  return messagesOf(run, 'predictions').map(({ which, epoch, rows, probabilities }) => ({
    which,
    epoch,
    rows: fingerprint(rows),
    probabilities: fingerprint(probabilities),
  }))
}

/** Every bit of an array, in short. */
function fingerprint(values: Int32Array | Float32Array): string {
  return createHash('sha256').update(values).digest('hex')
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
