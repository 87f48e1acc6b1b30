import { describe, expect, it } from 'vitest'
import { findRun } from '../../../src/cli/runs'
import { runWith } from '../core/filter/support'

const runs = [
  runWith({ id: '01JDAAAA000000000000000001', name: 'ce' }),
  runWith({ id: '01JDAAAB000000000000000002', name: 'focal' }),
  runWith({ id: '01JDAAAC000000000000000003', name: 'focal' }),
  runWith({ id: '01JDBBBB000000000000000004', name: '01JDAAAA' }),
]

describe('findRun', () => {
  it('finds by id in any case, by the beginning of an id, and by name', () => {
    expect(findRun(runs, '01jdaaab000000000000000002')?.name).toBe('focal')
    expect(findRun(runs, '01jdbb')?.id).toBe(runs[3]!.id)
    expect(findRun(runs, 'ce')?.id).toBe(runs[0]!.id)
  })

  it('takes a name before the beginning of an id', () => {
    expect(findRun(runs, '01JDAAAA')?.id).toBe(runs[3]!.id)
  })

  it('refuses what could mean several, and names them', () => {
    expect(() => findRun(runs, 'focal')).toThrow('"focal" means 2 runs: 01JDAAAB000000000000000002, 01JDAAAC')
    expect(() => findRun(runs, '01JDA')).toThrow('"01JDA" means 3 runs')
  })

  it.each(['', '01J', 'nothing'])('finds nothing for %j', (name) => {
    expect(findRun(runs, name)).toBeNull()
  })
})
