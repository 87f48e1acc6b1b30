import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contrast, parseHex, type Rgb } from '../../../../src/renderer/charts/heat'
import { paletteSize } from '../../../../src/renderer/theme/run-colour'

const css = readFileSync('src/renderer/theme/theme.css', 'utf8')
const [lightCss, darkCss] = css.split(":root[data-theme='dark']") as [string, string]

function variables(block: string): Map<string, string> {
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]))
}

const themes = [
  ['light', variables(lightCss)],
  ['dark', variables(darkCss)],
] as const

const grounds = ['canvas', 'surface', 'raised', 'hover', 'pressed', 'selected', 'field']

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const deficiencies: Record<string, readonly (readonly number[])[]> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
}

function linear(colour: Rgb): number[] {
  return colour.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
}

/** CIE L*a*b* of a colour as it is seen with a deficiency. */
function lab(colour: Rgb, matrix: readonly (readonly number[])[]): number[] {
  const source = linear(colour)
  const [red, green, blue] = matrix.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, weight, i) => sum + weight * source[i]!, 0),
      ),
    ),
  ) as [number, number, number]
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505)
  const y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue)
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

describe.each(themes)('the %s theme', (_name, colours) => {
  const colour = (name: string): Rgb => parseHex(colours.get(name)!)

  it.each(['text', 'text-muted', 'accent-text', 'danger', 'warning', 'success'])(
    'has %s in at least 4.5 : 1 on every ground',
    (name) => {
      for (const ground of grounds) {
        expect(contrast(colour(name), colour(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
    },
  )

  it.each([
    ['text-on-accent', 'accent'],
    ['text-on-accent', 'accent-hover'],
    ['danger', 'danger-surface'],
    ['warning', 'warning-surface'],
    ['success', 'success-surface'],
    ['tooltip-text', 'tooltip'],
  ])('has %s on %s in at least 4.5 : 1', (text, ground) => {
    expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(['border-control', 'focus', 'accent'])(
    'has %s in at least 3 : 1 on what controls stand on',
    (name) => {
      for (const ground of ['canvas', 'surface', 'field', 'raised']) {
        expect(contrast(colour(name), colour(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(3)
      }
    },
  )

  const runs = Array.from({ length: paletteSize }, (_, index) => colour(`run-${index}`))

  it('has every colour of a run in at least 3 : 1', () => {
    for (const run of runs) {
      expect(contrast(run, colour('surface'))).toBeGreaterThanOrEqual(3)
      expect(contrast(run, colour('canvas'))).toBeGreaterThanOrEqual(3)
    }
  })

  it.each(Object.entries(deficiencies))('keeps the colours of runs apart with %s', (_deficiency, matrix) => {
    const seen = runs.map((run) => lab(run, matrix))
    seen.forEach((a, i) =>
      seen.slice(0, i).forEach((b, j) => {
        const distance = Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!)
        expect(distance, `${j} and ${i}`).toBeGreaterThan(i < 6 ? 20 : 11)
      }),
    )
  })
})

it('has the same colours in both themes', () => {
  expect([...themes[1][1].keys()]).toEqual([...themes[0][1].keys()])
})
