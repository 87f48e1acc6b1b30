import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base, type Page } from '@playwright/test'
import { launchChromium, type ChromiumHost } from './support/chromium-host'
import { launchElectron, type ElectronHost } from './support/electron-host'
import type { Host } from './support/host'
import { enginePid, trainerPids } from './support/processes'

export interface HostOptions {
  hostName: 'electron' | 'chromium'
  /** Locale of the system that the app finds. */
  systemLocale: string
}

/** A workbench with a home of its own, which outlives restarts and goes with the test. */
export class App {
  private host: Host

  private constructor(
    readonly folder: string,
    private readonly launch: () => Promise<Host>,
    host: Host,
  ) {
    this.host = host
  }

  static async start(hostName: HostOptions['hostName'], locale: string): Promise<App> {
    const folder = mkdtempSync(join(tmpdir(), 'focal-bench-e2e-'))
    const home = join(folder, 'home')
    mkdirSync(home)
    const options = { home, locale }
    const launch = (): Promise<Host> =>
      hostName === 'electron' ? launchElectron(options) : launchChromium(options)
    return new App(folder, launch, await launch())
  }

  get home(): string {
    return join(this.folder, 'home')
  }

  /** The page of the window; another one after restart(). */
  get page(): Page {
    return this.host.page
  }

  get electron(): ElectronHost {
    return this.host as ElectronHost
  }

  get chromium(): ChromiumHost {
    return this.host as ChromiumHost
  }

  /** Waits until the engine has answered and the workbench is there. */
  async ready(): Promise<void> {
    await expect(this.page.getByRole('banner')).toBeVisible()
  }

  /** Closes the app as a person would, and opens it on the same home. `between` happens while it is closed. */
  async restart(between: () => void = () => undefined): Promise<void> {
    await this.host.close()
    between()
    this.host = await this.launch()
  }

  resize(width: number, height: number): Promise<void> {
    return this.host.resize(width, height)
  }

  saved(action: () => Promise<void>): Promise<string> {
    return this.host.saved(action)
  }

  choosing(path: string, action: () => Promise<void>): Promise<void> {
    return this.host.choosing(path, action)
  }

  killEngine(): Promise<void> {
    return this.host.killEngine()
  }

  reviveEngine(): Promise<void> {
    return this.host.reviveEngine()
  }

  trainers(): number[] {
    return trainerPids(enginePid(this.home))
  }

  async end(): Promise<void> {
    await this.host.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** `app` is a fresh workbench on an empty home. */
export const test = base.extend<HostOptions & { app: App }>({
  hostName: ['electron', { option: true }],
  systemLocale: ['en-GB', { option: true }],
  app: async ({ hostName, systemLocale }, use, testInfo) => {
    const app = await App.start(hostName, systemLocale)
    await use(app)
    if (testInfo.status !== testInfo.expectedStatus) {
      // The window itself may be what is gone.
      await app.page.screenshot({ path: testInfo.outputPath('window.png') }).catch(() => undefined)
    }
    await app.end()
  },
})

export { expect }
