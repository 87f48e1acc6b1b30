import { describe, expect, it } from 'vitest'
import * as pins from '../../../../scripts/setup/pins.mjs'

const tables = [pins.NODE_PACKAGES, pins.OFFICIAL_TENSORFLOW, pins.TENSORFLOW_WHEELS, pins.ELECTRON_WHEELS]
const all = tables.flatMap((table) => Object.entries(table))

describe('pins', () => {
  it('has some for the platform that was tried', () => {
    expect(tables.every((table) => 'linux-x64' in table)).toBe(true)
  })

  it.each(all)('%s: $file has an exact version, a sha256 and a target', (target, pin) => {
    expect(target).toMatch(/^(linux|darwin|win32)-(x64|arm64)$/)
    expect(pin.version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(pin.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(pin.file).toMatch(/^[\w.-]+\.(tgz|tar\.gz|whl)$/)
  })

  it('gives a size and a package for what a registry delivers, an https address for the rest', () => {
    for (const [, pin] of all) {
      if (pin.from === 'url') expect(new URL(pin.url ?? '').protocol).toBe('https:')
      else {
        expect(pin.bytes).toBeGreaterThan(1e6)
        expect(pin.package).toBeTruthy()
        expect(pin.file).toContain(pin.version)
      }
    }
  })

  it('never pins one checksum for two archives', () => {
    const sums = all.map(([, pin]) => pin.sha256)
    expect(new Set(sums).size).toBe(sums.length)
  })

  it('provides no Node that is itself too old', async () => {
    const { isNewEnough } = await import('../../../../scripts/setup/node.mjs')
    for (const pin of Object.values(pins.NODE_PACKAGES)) expect(isNewEnough(pin.version)).toBe(true)
  })
})
