import type { Page } from '@playwright/test'

/** A workbench that runs, in whichever host. */
export interface Host {
  readonly page: Page
  /** Size of the page's content, in CSS pixels. */
  resize(width: number, height: number): Promise<void>
  /** Does what makes the window save a file; returns the path of what was saved. */
  saved(action: () => Promise<void>): Promise<string>
  /** Does what makes the window ask for a file, and answers with `path`. */
  choosing(path: string, action: () => Promise<void>): Promise<void>
  /** Ends the engine's process as a crash would. */
  killEngine(): Promise<void>
  /** Brings the engine back where nobody does it by itself: `serve` has no supervisor but the person who typed it. */
  reviveEngine(): Promise<void>
  close(): Promise<void>
}

export interface LaunchOptions {
  home: string
  /** Locale of the system, as `en-GB` or `zh-CN`. */
  locale: string
}
