import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { check, provision } from '../../../../scripts/setup/packages.mjs'
import { emptyState } from '../../../../scripts/setup/state.mjs'
import { sandbox, write, writeProgram } from '../sandbox'

const lock = {
  packages: {
    '': { name: 'focal-bench' },
    'node_modules/vue': { version: '3.5.45' },
    'node_modules/only-elsewhere': { version: '1.0.0', optional: true },
  },
}

/** A checkout with a lock file, and an npm that writes down that it was called. */
function checkout(installed?: object) {
  const box = sandbox()
  const programs = join(box.folder, 'programs')
  writeProgram(
    programs,
    'npm',
    `echo "$@" >> ${box.folder}/npm.log; echo 'npm error network unreachable' >&2; exit 1`,
  )
  box.context.env = { PATH: `${programs}:/bin:/usr/bin` }
  write(join(box.context.root, 'package-lock.json'), JSON.stringify(lock))
  if (installed)
    write(join(box.context.root, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }))
  return box
}

describe('packages', () => {
  it('is done only for the lock file that was installed from', async () => {
    const { context } = checkout({ 'node_modules/vue': { version: '3.5.45' } })
    expect(check(context, emptyState()).done).toBe(false)
    const { value } = await provision(context)
    const state = { ...emptyState(), packages: value }
    expect(check(context, state).done).toBe(true)
    write(join(context.root, 'package-lock.json'), JSON.stringify({ packages: {} }))
    expect(check(context, state).done).toBe(false)
  })

  it.each([
    ['another version', { 'node_modules/vue': { version: '3.5.44' } }],
    ['a missing package', {}],
    [
      'one that is not in the lock file',
      { 'node_modules/vue': { version: '3.5.45' }, 'node_modules/x': { version: '1.0.0' } },
    ],
  ])('installs again for %s, and says in one line why it cannot', async (_case, installed) => {
    const { context } = checkout(installed)
    await expect(provision(context)).rejects.toMatchObject({
      code: 'npm-ci',
      message: 'npm could not install the packages: npm error network unreachable',
    })
  })

  it('says so where the lock file is missing', () => {
    const { context } = sandbox()
    expect(() => check(context, emptyState())).toThrow('package-lock.json is missing')
  })
})
