/** Colours of runs. A run's stored colour is `palette:N` (it follows the theme) or a CSS colour chosen by hand. */
export const paletteSize = 12

const stored = /^palette:(\d+)$/

/** The palette entries, as they are stored. */
export const paletteColours: readonly string[] = Array.from(
  { length: paletteSize },
  (_, index) => `palette:${index}`,
)

/** What to write in CSS for a stored colour: a variable of the theme, or the colour itself. */
export function cssColour(colour: string): string {
  const match = stored.exec(colour)
  return match ? `var(--run-${Number(match[1]) % paletteSize})` : colour
}

/** The colour itself, for a canvas. `styles` are those of an element under the theme in use. */
export function resolvedColour(colour: string, styles: CSSStyleDeclaration): string {
  const match = stored.exec(colour)
  return match ? styles.getPropertyValue(`--run-${Number(match[1]) % paletteSize}`).trim() : colour
}
