/** One measurement in a process of its own. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { RunEnvironment } from '@shared/domain/run'
import type { Contender } from './contenders'
import type { Task } from './workload'

/** What a training process answers; which parts depends on the task's mode. */
export interface Answer {
  examplesPerSecond?: number
  /** By the time of all of the process's threads: says more on a machine that does other things too. */
  examplesPerProcessorSecond?: number
  epochs?: { seconds: number; balancedAccuracy: number }[]
  prepareSeconds?: number
  runs?: { balancedAccuracy: number }[]
  /** Trainable ones: the same for everyone who trains the same model. */
  parameters?: number
  /** Ours. */
  environment?: RunEnvironment
}

/** `error` where the process failed; `seconds` is the process's whole life. */
export type Outcome =
  { answer: Answer; seconds: number; error: null } | { answer: null; seconds: number; error: string }

export interface Programs {
  python: string
  /** Folder with compiled code that outlives a process. */
  compiled: string
  timeoutSeconds: number
}

const sources = resolve('bench/training/peers')
const run = promisify(execFile)

export async function measure(programs: Programs, contender: Contender, task: Task): Promise<Outcome> {
  const own = contender.family === 'ours'
  const config = own
    ? { ...task.config, training: { ...task.config.training, ...contender.variant } }
    : task.config
  const taskPath = join(task.data, 'task.json')
  await writeFile(taskPath, JSON.stringify({ ...task, config, variant: contender.variant }))
  const [program, script] = own
    ? [process.execPath, join(import.meta.dirname, 'ours.mjs')]
    : [programs.python, join(sources, `${contender.family}_peer.py`)]
  return runProcess(
    program,
    [script, taskPath],
    { ...peerEnvironment(contender, programs), ...contender.environment },
    programs,
  )
}

/** Runs a program that prints one JSON document last. */
export async function runProcess(
  program: string,
  args: string[],
  environment: Record<string, string>,
  { timeoutSeconds }: Pick<Programs, 'timeoutSeconds'>,
): Promise<Outcome> {
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  try {
    const { stdout } = await run(program, args, {
      env: { ...process.env, ...environment },
      timeout: timeoutSeconds * 1000,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 24,
    })
    const answer = JSON.parse(stdout.trim().split('\n').at(-1)!) as Answer
    return { answer, seconds: seconds(), error: null }
  } catch (error) {
    return { answer: null, seconds: seconds(), error: reason(error) }
  }
}

function peerEnvironment({ family, variant }: Contender, { compiled }: Programs): Record<string, string> {
  if (family === 'ours') return {}
  const threads = Number(variant['threads'])
  return {
    TF_CPP_MIN_LOG_LEVEL: '3',
    CUDA_VISIBLE_DEVICES: '',
    TORCHINDUCTOR_CACHE_DIR: compiled,
    // As many as there are cores where the variant says nothing.
    ...(threads > 0 ? { OMP_NUM_THREADS: String(threads) } : {}),
  }
}

/** How the process ended, and the line it wrote that says most. */
function reason(error: unknown): string {
  const { stderr, killed, signal, message } = error as {
    stderr?: string
    killed?: boolean
    signal?: string | null
    message: string
  }
  if (killed === true) return 'it took too long and was ended'
  const lines = (stderr ?? '').trim().split('\n').filter(Boolean)
  const line = lines.findLast((candidate) => /error|exception/i.test(candidate)) ?? lines.at(-1) ?? message
  return `${signal ? `ended by ${signal}: ` : ''}${line}`.slice(0, 300)
}
