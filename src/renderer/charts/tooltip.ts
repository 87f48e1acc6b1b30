import type { Dash } from './series'

/** One line of a chart's tooltip. */
export interface TooltipRow {
  id: string
  label: string
  /** Already worded. */
  value: string
  colour: string
  dash?: Dash
}
