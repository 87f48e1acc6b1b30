import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLog } from '../../../src/main/log'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'focal-bench-log-'))
})
afterEach(() => rmSync(home, { recursive: true }))

describe('openLog', () => {
  it('appends dated lines, across starts', () => {
    openLog(home)('first')
    openLog(home)('second')
    const lines = readFileSync(join(home, 'logs', 'electron.log'), 'utf8')
      .trim()
      .split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z first$/)
    expect(lines[1]).toMatch(/ second$/)
  })

  it('puts a large log aside', () => {
    openLog(home)('old')
    const file = join(home, 'logs', 'electron.log')
    writeFileSync(file, 'x'.repeat(5_000_001))
    openLog(home)('new')
    expect(readFileSync(file, 'utf8')).toMatch(/ new\n$/)
    expect(statSync(`${file}.1`).size).toBe(5_000_001)
  })
})
