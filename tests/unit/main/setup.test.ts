import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSetup } from '../../../src/main/setup'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'focal-bench-setup-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function writeState(path: string): void {
  const state = {
    node: { version: '24.11.1', path: '/cache/node' },
    tensorflow: null,
    electron: { version: '22.3.25', source: 'last-resort', path: '/cache/electron' },
    problems: [],
  }
  writeFileSync(path, JSON.stringify(state))
}

describe('readSetup', () => {
  it('works from nothing at all', () => {
    const setup = readSetup(folder, {})
    expect(setup).toMatchObject({ node: null, electronSource: 'unknown', downloads: null })
    expect(setup.home).toMatch(/focal.bench$/i)
  })

  it('reads what set-up wrote beside the packages', () => {
    mkdirSync(join(folder, 'node_modules', '.focal-bench'), { recursive: true })
    const path = join(folder, 'node_modules', '.focal-bench', 'state.json')
    writeState(path)
    expect(readSetup(folder, {})).toMatchObject({
      node: '/cache/node',
      electronSource: 'last-resort',
      statePath: path,
    })
  })

  it('lets the environment decide', () => {
    const path = join(folder, 'state.json')
    writeState(path)
    const setup = readSetup('/nowhere', {
      FOCAL_BENCH_HOME: folder,
      FOCAL_BENCH_NODE: '/usr/local/bin/node',
      FOCAL_BENCH_SETUP_STATE: path,
      FOCAL_BENCH_DOWNLOADS: '/downloads',
    })
    expect(setup).toEqual({
      home: folder,
      statePath: path,
      node: '/usr/local/bin/node',
      electronSource: 'last-resort',
      downloads: '/downloads',
    })
  })
})
