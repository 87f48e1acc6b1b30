import { describe, expect, it } from 'vitest'
import { contrast, heatColour, mix, parseHex, rgbText, textOn } from '../../../../src/renderer/charts/heat'

const white = parseHex('#ffffff')
const black = parseHex('#000000')

describe('colours of a heat map', () => {
  it('go from low to high', () => {
    const scale = { min: 0, max: 1, low: white, high: black, negative: null }
    expect(heatColour(0, scale)).toEqual([255, 255, 255])
    expect(heatColour(1, scale)).toEqual([0, 0, 0])
    expect(heatColour(0.5, scale)).toEqual([128, 128, 128])
    expect(heatColour(9, scale)).toEqual([0, 0, 0])
  })

  it('go both ways from 0, in proportion', () => {
    const scale = { min: -1, max: 0.5, low: white, high: black, negative: parseHex('#ff0000') }
    expect(heatColour(0, scale)).toEqual([255, 255, 255])
    expect(heatColour(-1, scale)).toEqual([255, 0, 0])
    expect(heatColour(0.5, scale)).toEqual([128, 128, 128])
  })

  it('can always be read', () => {
    for (let share = 0; share <= 1; share += 0.01) {
      const ground = mix(parseHex('#f2f3fb'), parseHex('#2f3d9e'), share)
      expect(contrast(ground, parseHex(textOn(ground)))).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('have the contrast that WCAG defines', () => {
    expect(contrast(white, black)).toBeCloseTo(21)
    expect(contrast(parseHex('#777777'), white)).toBeCloseTo(4.48, 2)
  })

  it('are written for CSS', () => {
    expect(rgbText([1, 2, 3])).toBe('rgb(1 2 3)')
  })
})
