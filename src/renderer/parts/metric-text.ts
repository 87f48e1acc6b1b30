import type { Formatters } from '../i18n/format'

/**
 * A loss with four decimals, so that columns line up; smaller ones keep three digits that say something. The
 * training loss of an easy data set would else be 0.0000.
 */
export function lossText(value: number | null | undefined, format: Formatters): string {
  const isSmall = typeof value === 'number' && value !== 0 && Math.abs(value) < 0.001
  return isSmall ? format.number(value, 3) : format.fixed(value)
}

/** A share as an axis says it and as it is read: 80% where it is whole, else 79.4%. */
export function shareText(share: number, format: Formatters): string {
  const isWhole = Math.abs(share * 100 - Math.round(share * 100)) < 1e-6
  return format.percent(share, isWhole ? 0 : 1)
}
