import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readWindowState, writeWindowState } from '../../../src/main/window-state'

const display = { x: 0, y: 0, width: 1920, height: 1040 }
const second = { x: 1920, y: 0, width: 1280, height: 1024 }
const firstLaunch = { bounds: { width: 1280, height: 800 }, maximized: false }
let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'focal-bench-window-'))
  path = join(folder, 'window.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('readWindowState', () => {
  it('starts with 1280 × 800, centred', () => {
    expect(readWindowState(path, [display])).toEqual(firstLaunch)
  })

  it('remembers what was written', () => {
    const state = { bounds: { x: 2000, y: 30, width: 1000, height: 700 }, maximized: true }
    writeWindowState(path, state)
    expect(readWindowState(path, [display, second])).toEqual(state)
  })

  it('drops a position on a display that is gone, and keeps the size', () => {
    writeWindowState(path, { bounds: { x: 2000, y: 30, width: 1000, height: 700 }, maximized: false })
    expect(readWindowState(path, [display]).bounds).toEqual({ width: 1000, height: 700 })
  })

  it.each([
    ['above the display', { x: 10, y: -200, width: 1000, height: 700 }],
    ['below the display', { x: 10, y: 1030, width: 1000, height: 700 }],
    ['all but off to the left', { x: -950, y: 10, width: 1000, height: 700 }],
  ])('drops a position %s', (_where, bounds) => {
    writeWindowState(path, { bounds, maximized: false })
    expect(readWindowState(path, [display]).bounds).toEqual({ width: 1000, height: 700 })
  })

  it('keeps the size between the smallest window and the largest display', () => {
    writeWindowState(path, { bounds: { width: 100, height: 9000 }, maximized: false })
    expect(readWindowState(path, [display]).bounds).toEqual({ width: 800, height: 1040 })
  })

  it.each(['', '{"bounds":', '[]', 'null', '{"bounds":{"width":"wide","height":1},"maximized":false}'])(
    'starts anew from the unreadable file %j',
    (text) => {
      writeFileSync(path, text)
      expect(readWindowState(path, [display])).toEqual(firstLaunch)
    },
  )
})
