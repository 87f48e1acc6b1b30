import type { ChildProcess } from 'node:child_process'
import type { FromEngine, ToEngine } from '@shared/engine-protocol'
import { FocalError, toErrorShape } from '@shared/errors'
import type { EngineState } from '@shared/preload-api'
import { killGroup } from './engine-runtime'

/** Milliseconds before the first, second, … restart within a minute. */
const restartDelays = [100, 250, 500, 1000, 2000]
const restartWindow = 60_000
const quitPatience = 4000
/** The last words on stderr may arrive after the process has ended. */
const lastWordsPatience = 500
const disconnectPatience = 2000

export interface SupervisorOptions {
  /** Starts the engine's process; throws where it cannot be started at all. */
  fork(): ChildProcess
  /** The engine's state has changed. Anything but `ready` means that all channels are gone. */
  onState(state: EngineState): void
  onMessage(channel: number, data: unknown): void
  onNotify(message: Extract<FromEngine, { type: 'notify' }>): void
  log(line: string): void
}

/**
 * Keeps one engine process alive. A death is announced (`lost`) and mended with growing delays; after five restarts
 * within a minute, or when the engine refuses to start, it stays `refused` until restart().
 */
export class EngineSupervisor {
  private current: EngineState = { state: 'starting' }
  private child: ChildProcess | null = null
  private deaths: number[] = []
  private restartTimer: NodeJS.Timeout | undefined
  private lastWords = ''
  private quitting = false

  constructor(private readonly options: SupervisorOptions) {}

  get state(): EngineState {
    return this.current
  }

  start(): void {
    this.enter({ state: 'starting' })
    this.lastWords = ''
    let child: ChildProcess
    try {
      child = this.options.fork()
    } catch (thrown) {
      this.enter({ state: 'refused', error: toErrorShape(thrown) })
      return
    }
    this.child = child
    this.options.log(`engine: started, process ${child.pid ?? 'none'}`)
    child.on('message', (message) => this.received(child, message as FromEngine))
    child.once('error', (error) => {
      if (child.pid === undefined) this.died(child, `The engine could not be started: ${error.message}`)
      else this.options.log(`engine: ${error.message}`)
    })
    child.once('disconnect', () => setTimeout(() => this.endIfAlive(child), disconnectPatience).unref())
    child.once('exit', (code, signal) => this.exited(child, code, signal))
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8')
      stream?.on('data', (text: string) => this.heard(text))
    }
  }

  /** Sends to the engine; false where there is none to hear it. */
  send(message: ToEngine): boolean {
    if (this.child?.connected !== true || this.current.state !== 'ready') return false
    this.child.send(message, (error) => {
      if (error) this.options.log(`engine: a message was not delivered: ${error.message}`)
    })
    return true
  }

  /** A person's wish: starts a refused engine again, or a lost one without further delay. */
  restart(): void {
    if (this.quitting || this.child !== null) return
    clearTimeout(this.restartTimer)
    this.deaths = []
    this.start()
  }

  /** Asks the engine to quit, and ends it where it does not within four seconds. Resolves when nothing is left. */
  async quit(): Promise<void> {
    this.quitting = true
    clearTimeout(this.restartTimer)
    const child = this.child
    // It is forgotten only with its last words, a moment after it has ended.
    if (child === null || hasEnded(child)) return
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    if (child.connected) {
      const quit: ToEngine = { type: 'quit' }
      child.send(quit, () => undefined) // it may be gone already, which is what is wanted
    }
    const timer = setTimeout(() => {
      this.options.log(`engine: did not quit within ${quitPatience} ms and was ended`)
      killGroup(child)
    }, quitPatience)
    await gone
    clearTimeout(timer)
    killGroup(child)
  }

  private received(child: ChildProcess, message: FromEngine): void {
    if (child !== this.child) return
    switch (message.type) {
      case 'ready':
        this.options.log(`engine: ready, version ${message.version}`)
        this.enter({ state: 'ready' })
        break
      case 'refused':
        this.options.log(`engine: refused to start: ${message.error.message}`)
        this.child = null
        setTimeout(() => this.endIfAlive(child), disconnectPatience).unref() // it ends by itself
        this.enter({ state: 'refused', error: message.error })
        break
      case 'message':
        this.options.onMessage(message.channel, message.data)
        break
      case 'notify':
        this.options.onNotify(message)
        break
    }
  }

  private heard(text: string): void {
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue
      this.lastWords = line.trim()
      this.options.log(`engine: ${line}`)
    }
  }

  private endIfAlive(child: ChildProcess): void {
    if (!hasEnded(child)) killGroup(child)
  }

  private exited(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    killGroup(child) // trainers must not outlive their engine
    let told = false
    const tell = (): void => {
      if (told) return
      told = true
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
      this.died(child, `The engine ${how}${this.lastWords === '' ? '.' : `: ${this.lastWords}`}`)
    }
    child.once('close', tell)
    setTimeout(tell, lastWordsPatience)
  }

  private died(child: ChildProcess, reason: string): void {
    if (child !== this.child) return
    this.child = null
    this.options.log(reason)
    if (this.quitting) return
    const now = Date.now()
    this.deaths = [...this.deaths.filter((time) => now - time < restartWindow), now]
    const delay = restartDelays[this.deaths.length - 1]
    if (delay === undefined) {
      this.enter({ state: 'refused', error: tooManyDeaths(reason).toJSON() })
      return
    }
    this.enter({ state: 'lost', reason, restarts: this.deaths.length })
    this.restartTimer = setTimeout(() => this.start(), delay)
  }

  private enter(state: EngineState): void {
    this.current = state
    this.options.onState(state)
  }
}

function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null
}

function tooManyDeaths(reason: string): FocalError {
  return new FocalError({
    code: 'engine-lost',
    message: `The engine keeps ending and was not started again. Its log is in the folder "logs" of your Focal Bench home. ${reason}`,
    details: { reason },
  })
}
