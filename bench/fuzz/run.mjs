#!/usr/bin/env node
/** Builds the benchmark and runs it: see README.md. Arguments are passed on. */

import { spawn } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import * as nodeStep from '../../scripts/setup/node.mjs'
import { createContext } from '../../scripts/setup/context.mjs'

const folder = path.dirname(fileURLToPath(import.meta.url))
const context = createContext()
const node = nodeStep.check(context).value
if (!node) {
  console.error('The benchmark needs a newer Node. Run `npm start` once: it provides one.')
  process.exit(1)
}

const outDir = path.join(context.root, 'out', 'bench', 'fuzz')
await build({
  root: context.root,
  configFile: path.join(context.root, 'vite.node.config.ts'),
  logLevel: 'error',
  build: {
    outDir,
    rolldownOptions: {
      input: { bench: path.join(folder, 'main.ts') },
      output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
})

const bench = spawn(node.path, [path.join(outDir, 'bench.mjs'), ...process.argv.slice(2)], {
  cwd: context.root,
  stdio: 'inherit',
  env: { ...process.env, FOCAL_BENCH_CACHE: context.cache },
})
bench.on('close', (code) => (process.exitCode = code ?? 1))
