import { fork, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { ToTrainer } from '@shared/trainer-protocol'

export interface TrainerPaths {
  /** The trainer's entry file. */
  trainerPath: string
  /** The Node that runs it. */
  nodePath: string
}

/** How a trainer's process ended. */
export interface TrainerEnd {
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** Why it could not even start. */
  startError: string | null
  /** The last lines it wrote to stderr. */
  lastLines: string[]
}

export interface TrainerListener {
  onMessage(message: unknown): void
  onOutput(line: string, isError: boolean): void
  /** Called once, after the last message. */
  onEnd(end: TrainerEnd): void
}

const lastLinesKept = 20
const longestLine = 2000
/** How long a dead trainer's last messages and lines are waited for. */
const drainMilliseconds = 1000

/** One trainer: a child process that trains one run. */
export class TrainerProcess {
  private readonly child: ChildProcess
  private readonly lastLines: string[] = []
  private startError: string | null = null
  private hasEnded = false

  constructor(
    { trainerPath, nodePath }: TrainerPaths,
    private readonly listener: TrainerListener,
  ) {
    this.child = fork(trainerPath, [], {
      execPath: nodePath,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Electron's binary becomes a plain Node with it; to Node it means nothing.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      detached: false,
    })
    this.readLines(this.child.stdout, false)
    this.readLines(this.child.stderr, true)
    this.child.on('message', (message) => {
      if (!this.hasEnded) listener.onMessage(message)
    })
    // Once it has started, what goes wrong with it ends it, and is told by its exit.
    this.child.on('error', (error) => {
      if (this.child.pid !== undefined) return
      this.startError = error.message
      this.end()
    })
    this.child.once('exit', () => this.drain())
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  send(message: ToTrainer): void {
    // A trainer that dies meanwhile is reported by its exit; the failed write has nothing to add.
    if (this.child.connected) this.child.send(message, () => undefined)
  }

  kill(): void {
    this.child.kill('SIGKILL')
  }

  /** Messages and lines can arrive after the exit itself. */
  private drain(): void {
    const left = new Set(['close', 'disconnect'])
    const settle = (what: string) => {
      left.delete(what)
      if (left.size === 0) this.end()
    }
    this.child.once('close', () => settle('close'))
    if (this.child.connected) this.child.once('disconnect', () => settle('disconnect'))
    else settle('disconnect')
    setTimeout(() => this.end(), drainMilliseconds).unref()
  }

  private end(): void {
    if (this.hasEnded) return
    this.hasEnded = true
    const { exitCode, signalCode: signal } = this.child
    this.listener.onEnd({ exitCode, signal, startError: this.startError, lastLines: this.lastLines })
  }

  private readLines(stream: Readable | null, isError: boolean): void {
    if (stream === null) return
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (whole) => {
      const line = whole.slice(0, longestLine)
      if (line.trim() === '') return
      if (isError) {
        this.lastLines.push(line)
        if (this.lastLines.length > lastLinesKept) this.lastLines.shift()
      }
      if (!this.hasEnded) this.listener.onOutput(line, isError)
    })
  }
}
