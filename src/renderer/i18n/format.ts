import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

/** Shown where there is no value. */
export const noValue = '–'

type MaybeNumber = number | null | undefined

const cache = new Map<string, Intl.NumberFormat>()

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  let format = cache.get(key)
  if (!format) cache.set(key, (format = new Intl.NumberFormat(locale, options)))
  return format
}

function isMissing(value: MaybeNumber): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value)
}

/** A whole number with its groups: 1,797. */
export function formatInteger(value: MaybeNumber, locale: string): string {
  return isMissing(value) ? noValue : numberFormat(locale, { maximumFractionDigits: 0 }).format(value)
}

/** A number to some significant digits; very small and very large ones in scientific form. */
export function formatNumber(value: MaybeNumber, locale: string, digits = 4): string {
  if (isMissing(value)) return noValue
  const size = Math.abs(value)
  if (size !== 0 && (size < 0.0001 || size >= 1e7))
    return value.toExponential(Math.min(digits - 1, 2)).replace(/\.?0+e/, 'e')
  return numberFormat(locale, { maximumSignificantDigits: digits }).format(value)
}

/** A number with a fixed count of decimals, so that columns line up: 0.1830. */
export function formatFixed(value: MaybeNumber, locale: string, decimals = 4): string {
  if (isMissing(value)) return noValue
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  return numberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(
    value,
  )
}

/** A share between 0 and 1 as a percentage: 93.4%. */
export function formatPercent(share: MaybeNumber, locale: string, decimals = 1): string {
  if (isMissing(share)) return noValue
  return numberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(share)
}

/** Bytes in binary units: 1.5 GiB. */
export function formatBytes(bytes: MaybeNumber, locale: string): string {
  if (isMissing(bytes)) return noValue
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  const amount = numberFormat(locale, { maximumFractionDigits: power === 0 ? 0 : 1 }).format(
    bytes / 1024 ** power,
  )
  return `${amount} ${units[power]}`
}

/** The two largest units of a duration: `1 h 5 min`, `42 s`; below ten seconds with one decimal. */
export function formatDuration(seconds: MaybeNumber, locale: string): string {
  if (isMissing(seconds) || !Number.isFinite(seconds)) return noValue
  const unit = (value: number, name: 'day' | 'hour' | 'minute' | 'second', decimals = 0): string =>
    numberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: locale.startsWith('zh') ? 'short' : 'narrow',
      maximumFractionDigits: decimals,
    }).format(value)
  if (seconds < 9.95) return unit(Math.max(0, seconds), 'second', 1)
  const whole = Math.round(seconds)
  if (whole < 60) return unit(whole, 'second')
  if (whole < 3600)
    return pair(unit(Math.floor(whole / 60), 'minute'), whole % 60, (rest) => unit(rest, 'second'))
  const minutes = Math.round(seconds / 60)
  if (minutes < 1440)
    return pair(unit(Math.floor(minutes / 60), 'hour'), minutes % 60, (rest) => unit(rest, 'minute'))
  const hours = Math.round(seconds / 3600)
  return pair(unit(Math.floor(hours / 24), 'day'), hours % 24, (rest) => unit(rest, 'hour'))
}

function pair(first: string, rest: number, format: (rest: number) => string): string {
  return rest === 0 ? first : `${first} ${format(rest)}`
}

/** Date and time to the minute. */
export function formatDate(time: MaybeNumber, locale: string): string {
  if (isMissing(time)) return noValue
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(time)
}

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>()

function relativeFormat(locale: string): Intl.RelativeTimeFormat {
  let format = relativeFormats.get(locale)
  if (!format) {
    format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
    relativeFormats.set(locale, format)
  }
  return format
}

/** How long ago, in the largest unit: "3 min. ago". */
export function formatAgo(time: MaybeNumber, locale: string, now: number): string {
  if (isMissing(time)) return noValue
  const seconds = (time - now) / 1000
  const size = Math.abs(seconds)
  const relative = relativeFormat(locale)
  if (size < 60) return relative.format(0, 'second')
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour')
  if (size < 30 * 86_400) return relative.format(Math.round(seconds / 86_400), 'day')
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(time)
}

/** All formatters of the language in use. */
export interface Formatters {
  integer(value: MaybeNumber): string
  number(value: MaybeNumber, digits?: number): string
  fixed(value: MaybeNumber, decimals?: number): string
  percent(share: MaybeNumber, decimals?: number): string
  bytes(bytes: MaybeNumber): string
  duration(seconds: MaybeNumber): string
  date(time: MaybeNumber): string
  ago(time: MaybeNumber, now: number): string
}

export function formattersFor(locale: string): Formatters {
  return {
    integer: (value) => formatInteger(value, locale),
    number: (value, digits) => formatNumber(value, locale, digits),
    fixed: (value, decimals) => formatFixed(value, locale, decimals),
    percent: (share, decimals) => formatPercent(share, locale, decimals),
    bytes: (bytes) => formatBytes(bytes, locale),
    duration: (seconds) => formatDuration(seconds, locale),
    date: (time) => formatDate(time, locale),
    ago: (time, now) => formatAgo(time, locale, now),
  }
}

/** The formatters in a component's setup; they follow the language. */
export function useFormat(): ComputedRef<Formatters> {
  const { locale } = useI18n()
  return computed(() => formattersFor(locale.value))
}
