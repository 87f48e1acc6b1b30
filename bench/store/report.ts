import { median, type Duration } from './folders'
import type { CurveTimes } from './curves'

export interface Measurement {
  rows: number
  write: Duration
  /** Reading every row of the curve back; null where it was not measured. */
  read: Duration | null
  /** On disk, once closed. */
  bytes: number
}

/** Medians over the rounds. */
export interface SubjectReport {
  subject: string
  rows: number
  rounds: number
  rowsPerSecond: number
  rowsPerProcessorSecond: number
  bytesPerRow: number
  rowsReadPerSecond: number | null
  /** Ours (batches of 1,000) divided by this; null for ours. */
  ratio: { rowsPerSecond: number; rowsPerProcessorSecond: number; bytesPerRow: number } | null
}

export function summarize(subject: string, measurements: Measurement[]): SubjectReport {
  const reads = measurements.flatMap(({ rows, read }) => (read ? [rows / read.seconds] : []))
  return {
    subject,
    rows: measurements[0]!.rows,
    rounds: measurements.length,
    rowsPerSecond: median(measurements.map(({ rows, write }) => rows / write.seconds)),
    rowsPerProcessorSecond: median(measurements.map(({ rows, write }) => rows / write.processorSeconds)),
    bytesPerRow: median(measurements.map(({ rows, bytes }) => bytes / rows)),
    rowsReadPerSecond: reads.length > 0 ? median(reads) : null,
    ratio: null,
  }
}

export function printSubjects(reports: SubjectReport[]): void {
  console.log(
    line('', 'rows', 'rows/s', 'rows/cpu s', 'bytes/row', 'rows read/s', 'ours: speed', 'per cpu', 'size'),
  )
  for (const { subject, ratio, ...figures } of reports) {
    console.log(
      line(
        subject,
        whole(figures.rows),
        whole(figures.rowsPerSecond),
        whole(figures.rowsPerProcessorSecond),
        figures.bytesPerRow.toFixed(1),
        figures.rowsReadPerSecond === null ? '' : whole(figures.rowsReadPerSecond),
        ratio === null ? '' : `${ratio.rowsPerSecond.toFixed(1)}×`,
        ratio === null ? '' : `${ratio.rowsPerProcessorSecond.toFixed(1)}×`,
        ratio === null ? '' : `${ratio.bytesPerRow.toFixed(2)}×`,
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
  return first.padEnd(30) + columns.map((column) => column.padStart(13)).join('')
}

function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en')
}
