/** How figures look in texts for people. */

/** A share as a percentage; n/a where it is not defined. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? 'n/a' : `${(share * 100).toFixed(1)}%`
}

/** A difference of shares in points of a percentage, with its sign. */
export function points(difference: number): string {
  return `${difference < 0 ? '-' : '+'}${Math.abs(difference * 100).toFixed(1)}`
}

/** A loss or another figure, to four significant digits. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return 'n/a'
  if (value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 100_000)) return value.toExponential(3)
  return String(Number(value.toPrecision(4)))
}

export function wholeNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? 'n/a' : Math.round(value).toLocaleString('en-US')
}

/** `10 classes`, or `3 labels, several a sample`. */
export function labelCountText(count: number, isMultiLabel: boolean): string {
  return isMultiLabel ? `${count} labels, several a sample` : `${count} classes`
}

/** Seconds as `4.2 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  const minutes = Math.round(whole / 60)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Local date and time. */
export function moment(unixMilliseconds: number): string {
  const date = new Date(unixMilliseconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** A configuration value on one line. */
export function configValue(value: unknown): string {
  if (value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
