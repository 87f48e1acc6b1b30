/**
 * The work of `serve`: hosts the engine for browsers until it is told to end. Where another process has the home
 * open, that one is asked for a URL: the window and another `serve` stay, so this command is done; a command such as
 * `train` will end, and this one takes over.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { FocalError } from '@shared/errors'
import { attachOrHost } from '../../engine/host/attach'
import { readEngineAddress, type EngineAddress } from '../../engine/host/engine-file'
import { serverUrl, type ListeningAt } from '../../engine/host/request-guard'
import type { CommandContext } from '../context'
import { exitCodes } from '../errors'
import { log } from '../output/log'
import { printResult } from '../output/print'

const lookMilliseconds = 500

/** @returns the exit code */
export async function serve(context: CommandContext, listen: ListeningAt): Promise<number> {
  const end = endSignal()
  let { port } = listen
  for (let isFirst = true; !end.aborted; isFirst = false) {
    const engine = await attachOrHost({
      home: context.home,
      host: 'serve',
      queue: 'run',
      listen: { ...listen, port },
    })
    if ('server' in engine) {
      const { at } = engine.server
      await announce(context, { url: engine.server.oneTimeUrl(), port: at.port, pid: process.pid }, isFirst)
      warnOfStrangers(at)
      await whenAborted(end)
      await engine.close()
      return exitCodes.done
    }
    const { address, info } = engine
    await announce(context, { url: await askForUrl(address), port: address.port, pid: address.pid }, isFirst)
    await engine.close()
    if (info.host !== 'command-line') {
      log(`Process ${address.pid} has this home open already; the address opens its workbench.`)
      return exitCodes.done
    }
    log(`Process ${address.pid} trains in this home; this command takes over when it ends.`)
    await untilGone(context.home, address, end)
    // At the same port the pages that are open come back by themselves.
    port = listen.port || address.port
  }
  return exitCodes.done
}

/** On stdout the first time, the one result; later on stderr. */
async function announce(
  { home, json }: CommandContext,
  { url, port, pid }: { url: string; port: number; pid: number },
  isFirst: boolean,
): Promise<void> {
  if (!isFirst) return log(`Focal Bench goes on at ${url}`)
  await printResult(json, { url, port, home, pid }, () => url)
  log('Open the address in a browser; it works once. Ctrl+C ends Focal Bench.')
}

function warnOfStrangers({ host }: ListeningAt): void {
  if (['127.0.0.1', 'localhost', '::1'].includes(host)) return
  log(
    `Note: listening on ${host}, other machines can reach this without encryption. Use a tunnel where the network is not yours.`,
  )
}

/** A one-time URL from the engine that runs. */
async function askForUrl(address: EngineAddress): Promise<string> {
  const response = await fetch(`${serverUrl(address)}/one-time-url`, {
    method: 'POST',
    headers: { authorization: `Bearer ${address.token}` },
  })
  const answer = (await response.json()) as { url?: unknown }
  if (response.ok && typeof answer.url === 'string') return answer.url
  throw new FocalError({
    code: 'home-in-use',
    message: `Process ${address.pid} has this home open and gives no address for a browser. Close it, or name another home with --home.`,
  })
}

async function untilGone(home: string, address: EngineAddress, end: AbortSignal): Promise<void> {
  while (!end.aborted && readEngineAddress(home)?.startedAt === address.startedAt) {
    await sleep(lookMilliseconds, undefined, { signal: end }).catch(() => undefined)
  }
}

function endSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort())
  return controller.signal
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
