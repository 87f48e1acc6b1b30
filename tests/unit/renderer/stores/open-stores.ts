/** The stores on a real engine, reached through a real MessagePort. No page: what stores set on <html> goes nowhere. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { RPCLink } from '@orpc/client/message-port'
import { RPCHandler } from '@orpc/server/message-port'
import type { AnyRouter } from '@orpc/server'
import { createPinia } from 'pinia'
import { createApp, type App } from 'vue'
import { onTestFinished } from 'vitest'
import type { EngineClient } from '@shared/contract'
import {
  connectThrough,
  engineKey,
  type EngineConnection,
} from '../../../../src/renderer/transport/connection'
import type { Host, HostListener } from '../../../../src/renderer/transport/host'
import { feedStores } from '../../../../src/renderer/stores/feed'

interface Engine {
  router: AnyRouter
  client: EngineClient
  close(): Promise<void>
}

// By a path that the compiler does not follow: the engine needs Node's types, which the window must not have.
const enginePath = resolve('src/engine/engine.ts')
const { createEngine } = (await import(/* @vite-ignore */ enginePath)) as {
  createEngine: (options: Record<string, unknown>) => Promise<Engine>
}

Object.assign(globalThis, { document: { documentElement: { dataset: {}, lang: '' } } })

export interface TestHost extends Host {
  /** The engine dies. */
  lose(): void
  /** Another one is there. */
  connect(engine: Engine): void
}

function createHost(): TestHost {
  let listener: HostListener
  const channels: MessageChannel[] = []
  onTestFinished(() => channels.forEach(({ port1 }) => port1.close()))
  return {
    name: 'browser',
    about: null,
    start: (given) => (listener = given),
    retry: () => undefined,
    pickDataFile: () => Promise.resolve(null),
    acceptDataFile: () => Promise.reject(new Error('not here')),
    onMenuCommand: () => () => undefined,
    lose: () => listener.lost('it crashed'),
    connect(engine) {
      const channel = new MessageChannel()
      channels.push(channel)
      new RPCHandler(engine.router).upgrade(channel.port2)
      const link = new RPCLink({ port: channel.port1 })
      channel.port1.start()
      channel.port2.start()
      listener.opened(link)
    },
  }
}

export interface OpenStores {
  app: App
  engine: Engine
  host: TestHost
  connection: EngineConnection
}

/** An engine that starts nothing by itself, in a home of its own. */
export async function openEngine(home?: string): Promise<Engine> {
  const folder = home ?? mkdtempSync(join(tmpdir(), 'focal-bench-window-'))
  if (!home) onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const engine = await createEngine({
    home: folder,
    host: 'serve',
    queue: 'hold',
    version: '0.0.0',
    resourcesFolder: resolve('resources'),
    trainerPath: join(folder, 'no-trainer.js'),
    nodePath: process.execPath,
  })
  onTestFinished(() => engine.close())
  return engine
}

export async function openStores(onFailed?: Parameters<typeof feedStores>[0]): Promise<OpenStores> {
  const engine = await openEngine()
  const host = createHost()
  const connection = connectThrough(host)
  const app = createApp({}).use(createPinia()).provide(engineKey, connection)
  onTestFinished(app.runWithContext(() => feedStores(onFailed)))
  host.connect(engine)
  return { app, engine, host, connection }
}
