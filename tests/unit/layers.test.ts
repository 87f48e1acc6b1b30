import { resolve } from 'node:path'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
// The project's own configuration; the rules that need a type-checked file on disk are switched off.
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] })

/** What the layer rule says about a file that is not on disk. */
async function violations(filePath: string, code: string): Promise<string[]> {
  const text = filePath.endsWith('.vue') ? `<script setup lang="ts">\n${code}\n</script>\n` : code
  const [result] = await eslint.lintText(text, { filePath: resolve(root, filePath) })
  const messages = result?.messages ?? []
  expect(messages.filter((message) => message.fatal === true)).toEqual([])
  return messages
    .filter((message) => message.ruleId === 'focal-bench/layers')
    .map((message) => message.message)
}

const forbidden: [file: string, code: string, message: string][] = [
  ['src/shared/x.ts', `import { a } from '@core/matrix'`, 'src/shared imports nothing else of ours'],
  ['src/shared/x.ts', `import { a } from '../core/matrix'`, 'src/shared imports nothing else of ours'],
  ['src/shared/config/x.ts', `export * from '../../engine/store/open'`, 'src/shared imports nothing else'],
  ['src/shared/x.ts', `import { readFile } from 'node:fs/promises'`, 'src/shared has no Node'],
  ['src/core/x.ts', `import { a } from '../engine/store/open'`, 'src/core imports only shared'],
  ['src/core/x.ts', `import { readFileSync } from 'fs'`, 'src/core has no Node'],
  ['src/core/x.ts', `import * as tf from '@tensorflow/tfjs'`, 'Only src/trainer may import @tensorflow'],
  ['src/engine/x.ts', `import { app } from 'electron'`, 'Only src/main and src/preload may import electron'],
  ['src/engine/x.ts', `import { a } from '../trainer/loop'`, 'src/engine imports only shared, core'],
  ['src/engine/x.ts', `import '@tensorflow/tfjs-node'`, 'Only src/trainer may import @tensorflow'],
  ['src/engine/queue/x.ts', `import Database from 'better-sqlite3'`, 'Only src/engine/store may import'],
  ['src/engine/queue/x.ts', `import type Database from 'better-sqlite3'`, 'Only src/engine/store may import'],
  ['src/engine/storehouse/x.ts', `import Database from 'better-sqlite3'`, 'Only src/engine/store may import'],
  ['src/trainer/x.ts', `import { a } from '../engine/store/open'`, 'src/trainer imports only shared, core'],
  ['src/trainer/x.ts', `import Database from 'better-sqlite3'`, 'Only src/engine/store may import'],
  ['src/trainer/x.ts', `import { app } from 'electron/main'`, 'Only src/main and src/preload may import'],
  ['src/cli/x.ts', `import { a } from '../trainer/loop'`, 'src/cli imports only engine, shared, core'],
  ['src/cli/x.ts', `import { a } from '../main/windows'`, 'src/cli imports only engine, shared, core'],
  [
    'src/renderer/x.ts',
    `import { a } from '../engine/queue/queue'`,
    'src/renderer imports only shared, core',
  ],
  ['src/renderer/x.ts', `import { join } from 'node:path'`, 'src/renderer has no Node'],
  ['src/renderer/x.ts', `import { ipcRenderer } from 'electron'`, 'Only src/main and src/preload may import'],
  ['src/renderer/x.ts', `import { contract } from '@shared/contract'`, 'as types only'],
  ['src/renderer/x.ts', `import { runConfigSchema } from '@shared/config/run-config'`, 'as types only'],
  ['src/renderer/x.ts', `import { type A, b } from '../shared/contract/runs'`, 'as types only'],
  [
    'src/renderer/X.vue',
    `import { a } from '../engine/queue/queue'`,
    'src/renderer imports only shared, core',
  ],
  ['src/renderer/features/X.vue', `import { Chart } from 'chart.js'`, 'Only src/renderer/charts may import'],
  ['src/renderer/x.ts', `import { Chart } from 'chart.js/auto'`, 'Only src/renderer/charts may import'],
  ['src/main/x.ts', `import { a } from '../engine/queue/queue'`, 'src/main imports only shared'],
  ['src/main/x.ts', `import { a } from '@core/matrix'`, 'src/main imports only shared'],
  ['src/main/x.ts', `import { ref } from 'vue'`, 'Only src/renderer may import vue'],
  ['src/preload/x.ts', `import { a } from '../main/windows'`, 'src/preload imports only shared'],
  ['src/preload/x.ts', `import { readFile } from 'node:fs/promises'`, 'src/preload has no Node'],
  [
    'src/engine/x.ts',
    `import { a } from '../../scripts/start.mjs'`,
    'src/engine imports nothing outside src',
  ],
]

const otherWaysToImport: [way: string, code: string][] = [
  ['import()', `export const a = import('../trainer/loop')`],
  ['import() with a template', 'export const a = import(`../trainer/loop`)'],
  ['require()', `export const a: unknown = require('../trainer/loop')`],
  ['a require made here', `export const a: unknown = requireNative('../trainer/loop')`],
  ['require.resolve()', `export const a = require.resolve('../trainer/loop')`],
  ['import = require()', `import a = require('../trainer/loop')\nexport const b: unknown = a`],
  ['export from', `export { a } from '../trainer/loop'`],
  ['export * from', `export * from '../trainer/loop'`],
  ['an import type', `export type A = import('../trainer/loop').A`],
  ['import type', `import type { A } from '../trainer/loop'\nexport type B = A`],
  ['import.meta.glob()', `export const a: unknown = import.meta.glob('../trainer/loop')`],
  ['an import for its effects', `import '../trainer/loop'`],
]

const allowed: [file: string, code: string][] = [
  ['src/shared/x.ts', `import { z } from 'zod'\nimport { a } from './errors'`],
  ['src/core/losses/x.ts', `import { a } from '@shared/errors'\nimport { b } from '../matrix'`],
  ['src/engine/store/x.ts', `import Database from 'better-sqlite3'\nimport { join } from 'node:path'`],
  ['src/engine/x.ts', `import { a } from '@core/matrix'\nimport { b } from '../shared/errors'`],
  ['src/engine/x.ts', `import manifest from '../../package.json'`],
  ['src/trainer/x.ts', `import * as tf from '@tensorflow/tfjs-node'\nimport { a } from '../core/matrix'`],
  ['src/cli/x.ts', `import { a } from '../engine/host/open'\nimport { join } from 'node:path'`],
  ['src/renderer/charts/x.ts', `import { Chart } from 'chart.js'`],
  ['src/renderer/X.vue', `import type { EngineClient } from '@shared/contract'\nimport { ref } from 'vue'`],
  ['src/renderer/x.ts', `import { unwrapError } from '@shared/contract/errors'`],
  ['src/renderer/x.ts', `import { type A } from '@shared/contract/runs'\nimport { b } from '@core/matrix'`],
  ['src/main/x.ts', `import { app } from 'electron'\nimport { a } from '@shared/errors'`],
  ['src/preload/x.ts', `import { ipcRenderer } from 'electron'\nimport { a } from '@shared/preload-api'`],
]

describe('layers', () => {
  it.each(forbidden)('in %s refuses %s', async (file, code, message) => {
    const found = await violations(file, code)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(message)
  })

  it.each(otherWaysToImport)('sees %s', async (_way, code) => {
    expect(await violations('src/engine/x.ts', code)).toHaveLength(1)
  })

  it.each(allowed)('in %s allows %s', async (file, code) => {
    expect(await violations(file, code)).toEqual([])
  })
})

// A type-checked rule reads the whole program first.
describe('lint', { timeout: 120_000 }, () => {
  const typed = new ESLint({ cwd: root })

  it('finds a floating promise and an any in TypeScript', async () => {
    const code = `async function work(): Promise<void> {}\nexport function start(value: any): void {\n  work()\n  value.go()\n}\n`
    const [result] = await typed.lintText(code, { filePath: resolve(root, 'src/main/index.ts') })
    const rules = result?.messages.map((message) => message.ruleId)
    expect(rules).toContain('@typescript-eslint/no-floating-promises')
    expect(rules).toContain('@typescript-eslint/no-explicit-any')
    expect(rules).toContain('@typescript-eslint/no-unsafe-call')
  })

  it('finds a floating promise and a bare string in a Vue component', async () => {
    const code = `<script setup lang="ts">\nasync function work(): Promise<void> {}\nwork()\n</script>\n<template><p>Words</p></template>\n`
    const [result] = await typed.lintText(code, { filePath: resolve(root, 'src/renderer/app/App.vue') })
    const rules = result?.messages.map((message) => message.ruleId)
    expect(rules).toContain('@typescript-eslint/no-floating-promises')
    expect(rules).toContain('vue/no-bare-strings-in-template')
  })
})
