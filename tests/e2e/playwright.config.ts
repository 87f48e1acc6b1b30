import { defineConfig } from '@playwright/test'
import type { HostOptions } from './fixtures'

/**
 * One set of specs (both/) runs in each host; what only one host has is in a folder of its own, so that nothing is
 * skipped. Electron needs a display: run under Xvfb where there is none.
 */
export default defineConfig<HostOptions>({
  testDir: '.',
  outputDir: '../../test-results/e2e',
  forbidOnly: process.env['CI'] !== undefined,
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: { actionTimeout: 20_000, locale: 'en-GB' },
  projects: [
    { name: 'electron', testMatch: ['both/*.spec.ts', 'electron/*.spec.ts'], use: { hostName: 'electron' } },
    { name: 'chromium', testMatch: ['both/*.spec.ts', 'chromium/*.spec.ts'], use: { hostName: 'chromium' } },
  ],
})
