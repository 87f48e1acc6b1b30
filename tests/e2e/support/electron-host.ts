import { mkdirSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { _electron, expect, type ElectronApplication } from '@playwright/test'
import { findRuntimes, root } from './environment'
import type { Host, LaunchOptions } from './host'
import { enginePid, isRunning } from './processes'

export interface ElectronHost extends Host {
  readonly electron: ElectronApplication
  /** How this app was started, for a second one beside it. */
  readonly command: { executable: string; args: string[]; env: Record<string, string> }
}

/** Playwright's own part inside Electron; without it the first window is never seen where the executable is named. */
const loader = join(
  dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
  'lib/server/electron/loader.js',
)

export async function launchElectron({ home, locale }: LaunchOptions): Promise<ElectronHost> {
  const runtimes = findRuntimes()
  const downloads = join(home, '..', 'downloads')
  mkdirSync(downloads, { recursive: true })
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  const command = {
    executable: runtimes.electron,
    args: [...(asRoot ? ['--no-sandbox'] : []), `--lang=${locale}`, root],
    env: {
      ...(process.env as Record<string, string>),
      FOCAL_BENCH_HOME: home,
      FOCAL_BENCH_NODE: runtimes.node,
      FOCAL_BENCH_DOWNLOADS: downloads,
    },
  }
  const electron = await _electron.launch({
    executablePath: command.executable,
    args: ['-r', loader, ...command.args],
    env: command.env,
  })
  const page = await electron.firstWindow()
  return {
    electron,
    page,
    command,
    async resize(width, height) {
      await electron.evaluate(
        ({ BrowserWindow }, size) =>
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
        { width, height },
      )
      await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height])
    },
    async saved(action) {
      const before = new Set(readdirSync(downloads))
      await action()
      const added = (): string[] => readdirSync(downloads).filter((name) => !before.has(name))
      await expect.poll(() => added().filter((name) => !name.endsWith('.crdownload'))).toHaveLength(1)
      return join(downloads, added()[0] ?? '')
    },
    async choosing(path, action) {
      await electron.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
      }, path)
      await action()
    },
    async killEngine() {
      const pid = enginePid(home)
      process.kill(pid, 'SIGKILL')
      await expect.poll(() => isRunning(pid)).toBe(false)
    },
    reviveEngine: () => Promise.resolve(),
    close: () => electron.close(),
  }
}
