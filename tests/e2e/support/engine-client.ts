import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import type { EngineClient } from '@shared/contract'

/**
 * Talks to the engine of a home beside the window, as a command does: to lay out runs that a spec is not about, and
 * to read what was recorded.
 */
export async function withEngine<Result>(
  home: string,
  work: (client: EngineClient) => Promise<Result>,
): Promise<Result> {
  const { port, token } = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as {
    port: number
    token: string
  }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, {
    headers: { authorization: `Bearer ${token}` },
  })
  await new Promise<void>((resolve, reject) => socket.once('open', () => resolve()).once('error', reject))
  try {
    const link = new RPCLink({ websocket: socket })
    return await work(createORPCClient<EngineClient>(link))
  } finally {
    socket.close()
  }
}
