import { defineConfig } from '@playwright/test'
import type { HostOptions } from './fixtures'

/** Not tests: takes the pictures of the documentation, or one of every view. Run by scripts/docs-pictures.mjs. */
export default defineConfig<HostOptions>({
  testDir: 'pictures',
  testMatch: '*.pictures.ts',
  outputDir: '../../test-results/pictures',
  workers: 1,
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: { hostName: 'electron', actionTimeout: 30_000 },
})
