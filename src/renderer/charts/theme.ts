import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import { useSettings } from '../stores/settings'

/** The theme's colours and fonts as a canvas needs them. */
export interface ChartTheme {
  text: string
  muted: string
  grid: string
  border: string
  surface: string
  accent: string
  font: string
  heatLow: string
  heatHigh: string
  heatNegative: string
  styles: CSSStyleDeclaration
}

function readTheme(): ChartTheme {
  const styles = getComputedStyle(document.documentElement)
  const read = (name: string): string => styles.getPropertyValue(`--${name}`).trim()
  return {
    text: read('text'),
    muted: read('text-muted'),
    grid: read('grid-line'),
    border: read('border'),
    surface: read('surface'),
    accent: read('accent-text'),
    font: read('font'),
    heatLow: read('heat-low'),
    heatHigh: read('heat-high'),
    heatNegative: read('heat-negative'),
    styles,
  }
}

/** The theme in use; a new object whenever it changes. */
export function useChartTheme(): ComputedRef<ChartTheme> {
  const settings = useSettings()
  const theme = shallowRef(readTheme())
  watch(
    () => settings.dark,
    () => (theme.value = readTheme()),
    { flush: 'post' },
  )
  return computed(() => theme.value)
}
