/** The windows of Electron's main process as clients of the engine: one channel each, over process messages. */
import { RPCHandler } from '@orpc/server/message-port'
import type { FromEngine, ToEngine } from '@shared/engine-protocol'
import type { Engine } from '../engine'
import { isClientFrame } from './rpc-frames'

/** As much of a MessagePort as oRPC's handler uses. */
interface ChannelPort {
  postMessage(data: unknown): void
  addEventListener(type: string, listener: (event: { data: unknown }) => void): void
  dispatch(type: 'message' | 'close', data?: unknown): void
}

export type ChannelMessage = Exclude<ToEngine, { type: 'quit' }>

/** Opens, feeds and closes channels as main says; what the engine answers goes to `send`. */
export function createChannels(
  router: Engine['router'],
  send: (message: FromEngine) => void,
): (message: ChannelMessage) => void {
  const handler = new RPCHandler(router)
  const ports = new Map<number, ChannelPort>()
  const close = (channel: number) => {
    ports.get(channel)?.dispatch('close')
    ports.delete(channel)
  }
  return (message) => {
    const { channel } = message
    if (message.type === 'close') return close(channel)
    if (message.type === 'open') {
      close(channel)
      const port = createPort((data) => {
        if (ports.get(channel) === port) send({ type: 'message', channel, data })
      })
      ports.set(channel, port)
      return handler.upgrade(port)
    }
    // What is not a call comes from a broken window: it is left without an answer, as a bad frame on a socket is.
    if (isClientFrame(message.data)) ports.get(channel)?.dispatch('message', message.data)
  }
}

function createPort(postMessage: (data: unknown) => void): ChannelPort {
  const listeners = new Map<string, ((event: { data: unknown }) => void)[]>()
  return {
    postMessage,
    addEventListener: (type, listener) => listeners.set(type, [...(listeners.get(type) ?? []), listener]),
    dispatch: (type, data) => listeners.get(type)?.forEach((listener) => listener({ data })),
  }
}
