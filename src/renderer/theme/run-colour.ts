/** Colours of runs. A run's stored colour is `palette:N` (it follows the theme) or a CSS colour chosen by hand. */
export const paletteSize = 12

const stored = /^(palette|classes):(\d+)$/
const variables = { palette: 'run', classes: 'class' }

/** Colours of classes where they are lines of their own: others than those of runs, which they do not stand for. */
export const classColours: readonly string[] = Array.from(
  { length: paletteSize },
  (_, index) => `classes:${index}`,
)

/** The palette entries, as they are stored. */
export const paletteColours: readonly string[] = Array.from(
  { length: paletteSize },
  (_, index) => `palette:${index}`,
)

/** What to write in CSS for a stored colour: a variable of the theme, or the colour itself. */
export function cssColour(colour: string): string {
  const name = variableOf(colour)
  return name === null ? colour : `var(${name})`
}

/** The colour itself, for a canvas. `styles` are those of an element under the theme in use. */
export function resolvedColour(colour: string, styles: CSSStyleDeclaration): string {
  const name = variableOf(colour)
  return name === null ? colour : styles.getPropertyValue(name).trim()
}

/** The theme's variable of a stored colour; null for a colour chosen by hand. */
function variableOf(colour: string): string | null {
  const match = stored.exec(colour)
  if (!match) return null
  return `--${variables[match[1] as keyof typeof variables]}-${Number(match[2]) % paletteSize}`
}
