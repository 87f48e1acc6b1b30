import { fork, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { trainersVariable, type ToTrainer } from '@shared/trainer-protocol'

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

/** One trainer: a child process that trains one run at a time. */
export class TrainerProcess {
  private readonly child: ChildProcess
  private listener: TrainerListener | null = null
  private lastLines: string[] = []
  private startError: string | null = null
  private hasEnded = false
  private isLeaving = false
  private drainTimer: NodeJS.Timeout | null = null
  private runs = 0

  /** @param trainersAtOnce how many share the machine's cores */
  constructor({ trainerPath, nodePath }: TrainerPaths, trainersAtOnce: number) {
    this.child = fork(trainerPath, [], {
      execPath: nodePath,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Electron's binary becomes a plain Node with it; to Node it means nothing.
      env: { [trainersVariable]: String(trainersAtOnce), ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      detached: false,
    })
    this.readLines(this.child.stdout, false)
    this.readLines(this.child.stderr, true)
    this.child.on('message', (message) => {
      if (!this.hasEnded) this.listener?.onMessage(message)
    })
    // Once it has started, what goes wrong with it ends it, and is told by its exit.
    this.child.on('error', (error) => {
      if (this.child.pid !== undefined) return
      this.startError = error.message
      this.end()
    })
    this.child.once('exit', () => this.drain())
  }

  /** Whether it has ended, or is about to. */
  get isGone(): boolean {
    const { exitCode, signalCode, connected } = this.child
    return this.isLeaving || this.hasEnded || exitCode !== null || signalCode !== null || !connected
  }

  /** Runs it was given, the present one included. */
  get runsGiven(): number {
    return this.runs
  }

  /** Whether the present run is not its first. */
  get hasTrainedBefore(): boolean {
    return this.runs > 1
  }

  /** Who hears of the process from now on. */
  listen(listener: TrainerListener): void {
    this.listener = listener
    this.lastLines = []
  }

  send(message: ToTrainer): void {
    // A trainer that dies meanwhile is reported by its exit; the failed write has nothing to add.
    if (message.type === 'start') this.runs += 1
    if (this.child.connected) this.child.send(message, () => undefined)
  }

  /** Lets an idle trainer go. */
  leave(): void {
    this.isLeaving = true
    this.send({ type: 'leave' })
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
    this.drainTimer = setTimeout(() => this.end(), drainMilliseconds)
  }

  private end(): void {
    if (this.hasEnded) return
    this.hasEnded = true
    if (this.drainTimer !== null) clearTimeout(this.drainTimer)
    const { exitCode, signalCode: signal } = this.child
    this.listener?.onEnd({ exitCode, signal, startError: this.startError, lastLines: this.lastLines })
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
      if (!this.hasEnded) this.listener?.onOutput(line, isError)
    })
  }
}
