/**
 * The engine's process, forked by Electron's main process (messages: src/shared/engine-protocol.ts). It ends
 * when main says so or is gone.
 */
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { engineEnvironment, type FromEngine, type ToEngine } from '@shared/engine-protocol'
import { FocalError, toErrorShape } from '@shared/errors'
import { defaultHome } from '@shared/home'
import { isHomeInUse } from './host/attach'
import { createChannels, type ChannelMessage } from './host/channels'
import { hostEngine, type HostedEngine } from './host/host-engine'
import { followNotifications } from './host/notifications'

/** A command may hold the home for a moment, and the engine before this one may not have let go yet. */
const patienceMilliseconds = 5000
const retryMilliseconds = 100
/** Main ends what has not quit by then (four seconds); a little less, to end by our own hand. */
const quitMilliseconds = 3500

let quitting = false
let running: HostedEngine | null = null

const early: ChannelMessage[] = []
let deliver: (message: ChannelMessage) => void = (message) => early.push(message)

process.on('message', (message: ToEngine) => {
  if (message.type === 'quit') void quit()
  else deliver(message)
})
process.once('disconnect', () => void quit())
process.on('SIGTERM', () => void quit())
process.on('SIGINT', () => void quit())

void start()

async function start(): Promise<void> {
  const home = resolve(
    process.env[engineEnvironment.home] || defaultHome(process.platform, process.env, homedir()),
  )
  try {
    const engine = await openHome(home)
    running = engine
    if (quitting) return await end(engine)
    deliver = createChannels(engine.router, send)
    send({ type: 'ready', pid: process.pid, version: engine.version })
    early.splice(0).forEach(deliver)
    await followNotifications(engine.client, send)
  } catch (error) {
    if (quitting) process.exit(0)
    refuse(error)
  }
}

async function openHome(home: string): Promise<HostedEngine> {
  const deadline = Date.now() + patienceMilliseconds
  for (;;) {
    try {
      return await hostEngine({ home, host: 'electron', queue: 'run' })
    } catch (error) {
      if (!isHomeInUse(error) || Date.now() > deadline || quitting) throw error
      await sleep(retryMilliseconds)
    }
  }
}

/** Says why the engine cannot start, and ends. An error after that is a fault of ours and ends the process as such. */
function refuse(error: unknown): void {
  if (running !== null) throw error
  if (!(error instanceof FocalError)) console.error(error)
  const message: FromEngine = { type: 'refused', error: toErrorShape(error) }
  if (process.send === undefined || !process.connected) process.exit(1)
  process.send(message, undefined, {}, () => process.exit(1))
}

async function quit(): Promise<void> {
  if (quitting) return
  quitting = true
  setTimeout(() => process.exit(1), quitMilliseconds).unref()
  if (running !== null) await end(running)
}

async function end(engine: HostedEngine): Promise<void> {
  await engine.close()
  process.exit(0)
}

/** Main may be gone at any time; `disconnect` follows then, and ends this process. */
function send(message: FromEngine): void {
  if (process.send !== undefined && process.connected) process.send(message, undefined, {}, () => undefined)
}
