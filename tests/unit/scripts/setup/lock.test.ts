import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { withLock } from '../../../../scripts/setup/lock.mjs'
import { temporaryFolder, write } from '../sandbox'

describe('lock', () => {
  it('lets one in at a time, tells the other that it waits, and leaves no file', async () => {
    const file = join(temporaryFolder(), 'locks', 'thing')
    const events: string[] = []
    const work = (name: string) => async () => {
      events.push(`${name} in`)
      await sleep(300)
      events.push(`${name} out`)
    }
    await Promise.all([
      withLock(file, work('first')),
      withLock(file, work('second'), () => events.push('second waits')),
    ])
    expect(events).toEqual(['first in', 'second waits', 'first out', 'second in', 'second out'])
    expect(existsSync(file)).toBe(false)
  })

  it('takes over from a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    const file = write(join(temporaryFolder(), 'thing'), String(pid))
    expect(await withLock(file, () => Promise.resolve('done'))).toBe('done')
  })

  it('takes over what an earlier process of the same id left', async () => {
    const file = write(join(temporaryFolder(), 'thing'), String(process.pid))
    expect(await withLock(file, () => Promise.resolve('done'))).toBe('done')
  })

  it('is released when the work fails', async () => {
    const file = join(temporaryFolder(), 'thing')
    await expect(withLock(file, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk')
    expect(existsSync(file)).toBe(false)
  })
})
