/** How every benchmark is built and run: on the Node that set-up chose, from the sources as they are. */

import { spawn } from 'node:child_process'
import path from 'node:path'
import { build } from 'vite'
import { createContext } from '../scripts/setup/context.mjs'
import * as nodeStep from '../scripts/setup/node.mjs'

/**
 * Builds the entries of a benchmark and runs the first of them with this process's arguments, whose exit code is passed on.
 * @param {string} name its folder in bench/
 * @param {Record<string, string>} entries name → source file, from the project's root
 * @param {{ nodeArguments?: string[] }} [options]
 */
export async function runBench(name, entries, { nodeArguments = [] } = {}) {
  const context = createContext()
  const node = nodeStep.check(context).value
  if (!node) {
    console.error('The benchmark needs a newer Node. Run `npm start` once: it provides one.')
    process.exit(1)
  }
  const outDir = path.join(context.root, 'out', 'bench', name)
  await build({
    root: context.root,
    configFile: path.join(context.root, 'vite.node.config.ts'),
    logLevel: 'error',
    build: {
      outDir,
      rolldownOptions: {
        input: Object.fromEntries(
          Object.entries(entries).map(([key, file]) => [key, path.join(context.root, file)]),
        ),
        output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
      },
    },
  })
  const args = [
    ...nodeArguments,
    path.join(outDir, `${Object.keys(entries)[0]}.mjs`),
    ...process.argv.slice(2),
  ]
  const bench = spawn(node.path, args, {
    cwd: context.root,
    stdio: 'inherit',
    env: { ...process.env, FOCAL_BENCH_CACHE: context.cache },
  })
  bench.on('close', (code) => (process.exitCode = code ?? 1))
}

/** What an engine starts: a benchmark that opens one builds these beside its own entries. */
export const engineProcesses = {
  trainer: 'src/trainer/process.ts',
  importer: 'src/engine/datasets/importer/process.ts',
}
