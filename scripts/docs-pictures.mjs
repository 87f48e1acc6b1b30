/**
 * `node scripts/docs-pictures.mjs`: makes docs/pictures/ from the real app with real runs, light and dark.
 * `--review` takes every view in each theme, language and size into test-results/screens instead, to look at.
 */

import path from 'node:path'
import { runCommand } from './setup/command.mjs'
import { createContext } from './setup/context.mjs'
import { ensure } from './setup/ensure.mjs'
import { childEnvironment, passThrough } from './setup/launch.mjs'
import { SetupError } from './setup/output.mjs'
import { startDisplay } from './testing/display.mjs'

await runCommand(async () => {
  const context = createContext()
  const state = await ensure(context, { electron: true, tests: true, build: true })
  if (state.electron.path === null)
    throw new SetupError(
      'electron',
      'The pictures are taken in Electron, and there is none',
      'npx focal-bench doctor says why',
    )
  const { display, stop } = await startDisplay(context.env)
  if (display === null)
    throw new SetupError(
      'display',
      'Electron needs a display',
      'install Xvfb, or run this where there is one',
    )
  const which = process.argv.includes('--review') ? 'review' : 'docs'
  const playwright = path.join(context.root, 'node_modules', '@playwright', 'test', 'cli.js')
  try {
    return await passThrough(
      context.node,
      [playwright, 'test', '-c', 'tests/e2e/pictures.config.ts', which],
      {
        env: {
          ...childEnvironment(context),
          FOCAL_BENCH_ELECTRON: state.electron.path,
          ...(display ? { DISPLAY: display } : {}),
        },
      },
    )
  } finally {
    stop()
  }
})
