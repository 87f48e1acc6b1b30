import { median } from './folders'
import type { CurveTimes } from './curves'

export interface Measurement {
  rows: number
  writeSeconds: number
  /** Reading every row of the curve back; null where it was not measured. */
  readSeconds: number | null
  /** On disk, once closed. */
  bytes: number
}

/** Medians over the rounds. */
export interface SubjectReport {
  subject: string
  rows: number
  rowsPerSecond: number
  bytesPerRow: number
  rowsReadPerSecond: number | null
  rounds: number
  /** Ours (batches of 1,000) divided by this: rows per second, bytes per row. */
  ratio: { rowsPerSecond: number; bytesPerRow: number } | null
}

export function summarize(subject: string, measurements: Measurement[]): SubjectReport {
  const read = measurements.filter((one) => one.readSeconds !== null)
  return {
    subject,
    rows: measurements[0]!.rows,
    rowsPerSecond: median(measurements.map((one) => one.rows / one.writeSeconds)),
    bytesPerRow: median(measurements.map((one) => one.bytes / one.rows)),
    rowsReadPerSecond: read.length > 0 ? median(read.map((one) => one.rows / one.readSeconds!)) : null,
    rounds: measurements.length,
    ratio: null,
  }
}

export function printSubjects(reports: SubjectReport[]): void {
  console.log(line('', 'rows', 'rows/s', 'bytes/row', 'rows read/s', 'ours is', 'of its size'))
  for (const { subject, rows, rowsPerSecond, bytesPerRow, rowsReadPerSecond, ratio } of reports) {
    console.log(
      line(
        subject,
        whole(rows),
        whole(rowsPerSecond),
        bytesPerRow.toFixed(1),
        rowsReadPerSecond === null ? '' : whole(rowsReadPerSecond),
        ratio === null ? '' : `${ratio.rowsPerSecond.toFixed(1)}× as fast`,
        ratio === null ? '' : `${(100 * ratio.bytesPerRow).toFixed(0)} %`,
      ),
    )
  }
}

export function printCurves(curves: CurveTimes[]): void {
  console.log('\nReading a curve, at most 1,000 points drawn (milliseconds):')
  console.log(line('', 'points', 'first read', 'whole', 'a tenth', 'a hundredth', '2,000 steps'))
  for (const { points, firstRead, whole: all, tenth, hundredth, steps2000 } of curves) {
    const times = [firstRead, all, tenth, hundredth, steps2000].map((time) => time.toFixed(1))
    console.log(line('', whole(points), ...times))
  }
}

function line(first: string, ...columns: string[]): string {
  return first.padEnd(30) + columns.map((column) => column.padStart(14)).join('')
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en')
}
