import { inject, watch, type InjectionKey, type Ref } from 'vue'
import { createORPCClient } from '@orpc/client'
import type { EngineClient } from '@shared/contract'
import { unwrapError } from '@shared/contract/errors'
import type { ErrorShape, FocalError } from '@shared/errors'
import { GuardedLink, type ConnectionState } from './guarded-link'
import type { Host } from './host'

export type StreamOpener<Value> = (client: EngineClient, signal: AbortSignal) => Promise<AsyncIterable<Value>>

export interface StreamListener<Value> {
  next(value: Value): void
  /** The stream was (re)opened: what was known before may be stale. */
  opened?(): void
  /** The stream ended with an error that is not the loss of the engine; it is not opened again. */
  failed?(error: FocalError): void
}

/** The window's way to the engine, the same in Electron and in a browser. */
export interface EngineConnection {
  readonly client: EngineClient
  readonly host: Host
  readonly state: Readonly<Ref<ConnectionState>>
  /** Why the engine is lost or refused; null otherwise. */
  readonly problem: Readonly<Ref<ErrorShape | null>>
  /** Follows an event stream, and again after each reconnection, until the returned function is called. */
  subscribe<Value>(open: StreamOpener<Value>, listener: StreamListener<Value>): () => void
  /** Tries again now, after a refusal or before the next try is due. */
  retry(): void
}

/** Connects through a host; never ends by itself. */
export function connectThrough(host: Host): EngineConnection {
  const link = new GuardedLink()
  const client: EngineClient = createORPCClient(link)
  host.start(link)
  return {
    client,
    host,
    state: link.state,
    problem: link.problem,
    retry: () => host.retry(),
    subscribe(open, listener) {
      let current: AbortController | null = null
      const stop = watch(
        link.generation,
        (generation) => {
          current?.abort()
          if (generation === 0) return
          current = new AbortController()
          void follow(client, open, listener, current.signal)
        },
        { immediate: true, flush: 'sync' },
      )
      return () => {
        stop()
        current?.abort()
      }
    },
  }
}

async function follow<Value>(
  client: EngineClient,
  open: StreamOpener<Value>,
  listener: StreamListener<Value>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const stream = await open(client, signal)
    if (!signal.aborted) listener.opened?.()
    for await (const value of stream) {
      if (signal.aborted) return
      listener.next(value)
    }
  } catch (thrown) {
    const error = unwrapError(thrown, signal)
    if (signal.aborted || error.code === 'engine-lost' || error.code === 'cancelled') return
    listener.failed?.(error)
  }
}

export const engineKey: InjectionKey<EngineConnection> = Symbol('engine')

/** The connection, in the setup of a component or a store. */
export function useEngine(): EngineConnection {
  const connection = inject(engineKey)
  if (!connection) throw new Error('useEngine() was called outside of the app.')
  return connection
}
