#!/usr/bin/env node
/** Builds the soak and runs it: see README.md. Arguments are passed on. */

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
  console.error('The soak needs a newer Node. Run `npm start` once: it provides one.')
  process.exit(1)
}

const outDir = path.join(context.root, 'out', 'bench', 'compiled-soak')
const input = {
  main: path.join(folder, 'main.ts'),
  trainer: path.join(context.root, 'src', 'trainer', 'process.ts'),
}
await build({
  root: context.root,
  configFile: path.join(context.root, 'vite.node.config.ts'),
  logLevel: 'error',
  build: {
    outDir,
    rolldownOptions: {
      input,
      output: { entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' },
    },
  },
})

const args = ['--expose-gc', path.join(outDir, 'main.mjs'), ...process.argv.slice(2)]
const soak = spawn(node.path, args, { cwd: context.root, stdio: 'inherit' })
soak.on('close', (code) => (process.exitCode = code ?? 1))
