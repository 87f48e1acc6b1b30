import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { check, headersOf, isNewEnough, provision } from '../../../../scripts/setup/node.mjs'
import { sandbox, temporaryFolder, write } from '../sandbox'

describe('node', () => {
  it.each([
    ['22.14.0', true],
    ['22.13.9', false],
    ['22.14.1', true],
    ['20.20.2', false],
    ['24.0.0', true],
    ['23.0.0-nightly', true],
    ['9.99.99', false],
  ])('%s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected)
  })

  it('takes the machine’s own where it is new enough', () => {
    expect(check(sandbox().context).value).toEqual({
      version: process.versions.node,
      path: process.execPath,
      source: 'machine',
    })
  })

  it('finds headers beside the executable, and says when there are none', () => {
    const folder = temporaryFolder()
    expect(headersOf(join(folder, 'bin', 'node'))).toBeNull()
    write(join(folder, 'include/node/node_api.h'), '')
    expect(headersOf(join(folder, 'bin', 'node'))).toBe(folder)
  })

  it('names the remedy where no package of Node exists for the platform', async () => {
    const { context } = sandbox()
    await expect(provision({ ...context, target: 'sunos-x64' })).rejects.toMatchObject({
      code: 'node-too-old',
      remedy: 'install Node 22.14.0 or newer',
    })
  })
})
