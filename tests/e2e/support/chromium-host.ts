import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { chromium, type Browser } from '@playwright/test'
import { findRuntimes, root } from './environment'
import type { Host, LaunchOptions } from './host'

export interface ChromiumHost extends Host {
  /** The address that `serve` printed, with its one-time token. */
  readonly url: string
  readonly browser: Browser
}

interface Server {
  process: ChildProcess
  url: string
}

/** Starts `focal-bench serve` and waits for the address it prints. */
async function serve(home: string, port: string | null): Promise<Server> {
  const args = [
    join(root, 'out/node/cli.js'),
    'serve',
    '--home',
    home,
    '--json',
    ...(port ? ['--port', port] : []),
  ]
  const server = spawn(findRuntimes().node, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let errors = ''
  server.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const url = await new Promise<string>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`serve ended with code ${code}: ${errors}`)))
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /"url":\s*"([^"]+)"/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  return { process: server, url }
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exit = once(server, 'exit')
  server.kill(signal)
  await exit
}

export async function launchChromium({ home, locale }: LaunchOptions): Promise<ChromiumHost> {
  let server = await serve(home, null)
  const { port } = new URL(server.url)
  const browser = await chromium.launch({ executablePath: findRuntimes().chromium })
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.goto(server.url)
  return {
    url: server.url,
    browser,
    page,
    resize: (width, height) => page.setViewportSize({ width, height }),
    async saved(action) {
      const [download] = await Promise.all([page.waitForEvent('download'), action()])
      const path = join(home, '..', 'downloads', download.suggestedFilename())
      await download.saveAs(path)
      return path
    },
    async choosing(path, action) {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), action()])
      await chooser.setFiles(path)
    },
    killEngine: () => end(server.process, 'SIGKILL'),
    async reviveEngine() {
      server = await serve(home, port)
    },
    async close() {
      await browser.close()
      await end(server.process, 'SIGTERM')
    },
  }
}
