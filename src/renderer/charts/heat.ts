/** Colours of a heat map: a share between 0 and 1 as a mix of two colours of the theme, and readable text on it. */

export type Rgb = readonly [red: number, green: number, blue: number]

/** Reads `#rrggbb`. */
export function parseHex(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1, 7), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const at = Math.max(0, Math.min(1, share))
  return [0, 1, 2].map((i) => Math.round(from[i]! + (to[i]! - from[i]!) * at)) as unknown as Rgb
}

export function rgbText([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`
}

/** Relative luminance, as WCAG 2 defines it. */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio of two colours, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** Black or white, whichever reads better on `ground`. One of them always has at least 4.58 : 1. */
export function textOn(ground: Rgb): string {
  return contrast(ground, [255, 255, 255]) >= contrast(ground, [0, 0, 0]) ? '#ffffff' : '#000000'
}

export interface HeatScale {
  min: number
  max: number
  low: Rgb
  high: Rgb
  /** Where given, values below 0 go from `low` to this. */
  negative: Rgb | null
}

export function heatColour(value: number, { min, max, low, high, negative }: HeatScale): Rgb {
  if (!negative) return mix(low, high, max === min ? 0.5 : (value - min) / (max - min))
  const reach = Math.max(Math.abs(min), Math.abs(max)) || 1
  return mix(low, value < 0 ? negative : high, Math.abs(value) / reach)
}
