import { renameSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { check, fingerprint } from '../../../../scripts/setup/build.mjs'
import { emptyState } from '../../../../scripts/setup/state.mjs'
import { sandbox, write } from '../sandbox'

function checkout() {
  const { context } = sandbox()
  const source = write(join(context.root, 'src/core/focal.ts'), 'export const gamma = 2')
  return { context, source }
}

describe('build', () => {
  it('stands still while no source changes', () => {
    const { context } = checkout()
    expect(fingerprint(context)).toBe(fingerprint(context))
  })

  it.each<[string, (source: string) => void]>([
    ['content', (source) => void write(source, 'export const gamma = 20')],
    ['time', (source) => utimesSync(source, 1, 1)],
    ['name', (source) => renameSync(source, `${source}x`)],
    ['a new file', (source) => void write(`${source}.more.ts`, '')],
  ])('sees a change of %s', (_change, change) => {
    const { context, source } = checkout()
    const before = fingerprint(context)
    change(source)
    expect(fingerprint(context)).not.toBe(before)
  })

  it('is not done without its products, whatever the state says', () => {
    const { context } = checkout()
    const state = { ...emptyState(), build: { sources: fingerprint(context) } }
    expect(check(context, state).done).toBe(false)
    for (const file of [
      'main/index.cjs',
      'preload/index.cjs',
      'renderer/index.html',
      'node/engine.js',
      'node/trainer.js',
      'node/cli.js',
    ]) {
      write(join(context.root, 'out', file), '')
    }
    expect(check(context, state).done).toBe(true)
  })
})
