import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applyPatch } from '../../../../scripts/setup/patch.mjs'

const root = resolve(import.meta.dirname, '../../../..')
const diff = readFileSync(
  resolve(root, 'scripts/setup/patches/tfjs-node-single-threaded-executor.patch'),
  'utf8',
)
const source = readFileSync(
  resolve(root, 'node_modules/@tensorflow/tfjs-node/binding/tfjs_backend.cc'),
  'utf8',
)

describe('patch', () => {
  it('fits the tfjs-node that is installed, and only adds lines', () => {
    const patched = applyPatch(source, diff) ?? ''
    expect(patched).toContain('std::getenv("FOCAL_BENCH_SINGLE_THREADED_EXECUTOR")')
    const reversed = diff.replace(/^\+(?!\+\+)/gm, '-')
    expect(patched.length).toBeGreaterThan(source.length)
    expect(applyPatch(patched, reversed)).toBe(source)
  })

  it('gives null, and no half-patched source, where the lines are others', () => {
    expect(applyPatch(source.replace('TF_NewSessionOptions()', 'TF_NewOptions()'), diff)).toBeNull()
    expect(applyPatch('', diff)).toBeNull()
  })

  it('gives null where the lines occur twice', () => {
    expect(applyPatch(source + source, diff)).toBeNull()
  })

  it('changes, removes and adds by text alone', () => {
    expect(applyPatch('a\nb\nc\nd\n', '--- x\n+++ y\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n')).toBe('a\nB\nc\nd\n')
  })
})
