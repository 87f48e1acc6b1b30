import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explain } from '../../../../scripts/setup/command.mjs'
import { SetupError } from '../../../../scripts/setup/output.mjs'
import { temporaryFolder } from '../sandbox'

const scripts = resolve(import.meta.dirname, '../../../../scripts')

describe('command', () => {
  it('says an error and its remedy, and no stack trace', () => {
    expect(explain(new SetupError('no-npm', 'npm is not in PATH', 'install npm'))).toBe(
      'npm is not in PATH\n  → install npm',
    )
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    expect(explain(full)).toBe(
      'ENOSPC: no space left on device\n  → free space on the disk, then start again',
    )
    expect(explain(new Error('surprise'))).not.toMatch(/\n\s+at /)
  })

  it.each(['start.mjs', 'focal-bench.mjs', 'build.mjs', 'test.mjs'])(
    '%s ends with one clear line and exit code 1 in a broken checkout',
    (script) => {
      const checkout = temporaryFolder()
      cpSync(scripts, join(checkout, 'scripts'), { recursive: true })
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(checkout, 'scripts', script)], {
        encoding: 'utf8',
        env: { ...process.env, FOCAL_BENCH_CACHE: join(checkout, 'cache') },
      })
      expect(status).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).toMatch(/package-lock\.json is missing\n {2}→ restore it/)
      expect(stderr).not.toMatch(/\n\s+at /)
    },
  )
})
