import type { MessagePortMain } from 'electron'
import type { ToEngine } from '@shared/engine-protocol'

/** One end of a window's channel, whatever kind of port it is. */
export interface RelayPort {
  onMessage(listener: (data: unknown) => void): void
  onClose(listener: () => void): void
  start(): void
  postMessage(data: unknown): void
  close(): void
}

export function electronPort(port: MessagePortMain): RelayPort {
  return {
    onMessage: (listener) => void port.on('message', (event) => listener(event.data)),
    onClose: (listener) => void port.on('close', listener),
    start: () => port.start(),
    postMessage: (data) => port.postMessage(data),
    close: () => port.close(),
  }
}

/** Passes messages between the windows' ports and the engine, unread. One port is one channel. */
export class Relay {
  private readonly ports = new Map<number, RelayPort>()
  private lastChannel = 0

  constructor(private readonly toEngine: (message: ToEngine) => void) {}

  /** Opens a channel for a port; its closing closes the channel. */
  attach(port: RelayPort): void {
    const channel = ++this.lastChannel
    this.ports.set(channel, port)
    this.toEngine({ type: 'open', channel })
    port.onMessage((data) => {
      if (this.ports.has(channel)) this.toEngine({ type: 'message', channel, data })
    })
    port.onClose(() => {
      if (this.ports.delete(channel)) this.toEngine({ type: 'close', channel })
    })
    port.start()
  }

  /** Brings a message of the engine to its window; one for a channel that has closed meanwhile is of no use. */
  deliver(channel: number, data: unknown): void {
    this.ports.get(channel)?.postMessage(data)
  }

  /** Closes every port, so that calls and streams in the windows end instead of hanging. */
  closeAll(): void {
    const ports = [...this.ports.values()]
    this.ports.clear()
    for (const port of ports) port.close()
  }
}
