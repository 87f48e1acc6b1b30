import { describe, expect, it } from 'vitest'
import { cssColour, paletteColours, resolvedColour } from '../../../../src/renderer/theme/run-colour'

describe('colours of runs', () => {
  it('follow the theme where they are from the palette', () => {
    expect(cssColour('palette:3')).toBe('var(--run-3)')
    expect(cssColour('classes:13')).toBe('var(--class-1)')
  })

  it('begin again after the last', () => {
    expect(cssColour('palette:12')).toBe('var(--run-0)')
    expect(cssColour('palette:27')).toBe('var(--run-3)')
  })

  it('stay as they are where they were chosen by hand', () => {
    expect(cssColour('#12ab90')).toBe('#12ab90')
    expect(cssColour('rgb(1 2 3)')).toBe('rgb(1 2 3)')
  })

  it('are read from the theme for a canvas', () => {
    const styles = {
      getPropertyValue: (name: string) => (name === '--run-1' ? ' #8f0c00' : ''),
    } as CSSStyleDeclaration
    expect(resolvedColour('palette:13', styles)).toBe('#8f0c00')
    expect(resolvedColour('tomato', styles)).toBe('tomato')
  })

  it('are twelve', () => {
    expect(paletteColours).toHaveLength(12)
  })
})
