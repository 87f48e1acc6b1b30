/** Class labels as integers 0 … classes - 1, checked once at the door. */
import { badInput } from '@shared/errors'
import { describe } from './matrix'

/**
 * Reads labels, as JSON or a typed array gives them. `where` says what has that many classes ("logits").
 * @throws FocalError `bad-input` naming the first wrong label.
 */
export function readLabels(input: unknown, classes: number, rows: number, where: string): Int32Array {
  if (!isNumberList(input)) throw badInput('labels must be an array of class numbers.', { field: 'labels' })
  if (input.length !== rows) {
    throw badInput(`labels has ${input.length} entries, but ${where} has ${rows} rows.`, { field: 'labels' })
  }
  const labels = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    const label: unknown = input[i]
    if (typeof label !== 'number' || !Number.isInteger(label) || label < 0) {
      const hint = Array.isArray(label) ? '; give a matrix as targets' : ''
      throw badInput(`labels[${i}] is ${describe(label)}, not a whole number from 0${hint}.`, labelDetails(i))
    }
    if (label >= classes) {
      throw badInput(
        `labels[${i}] is ${label}, but ${where} has ${classes} classes (0 to ${classes - 1}).`,
        labelDetails(i),
      )
    }
    labels[i] = label
  }
  return labels
}

/** Samples of each class: counts[c] is how often c occurs in `labels`. */
export function countLabels(labels: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!
    if (counts[label] === undefined) {
      throw badInput(`labels[${i}] is ${label}, but there are ${classes} classes.`, labelDetails(i))
    }
    counts[label] += 1
  }
  return counts
}

function labelDetails(index: number): Record<string, unknown> {
  return { field: 'labels', index }
}

function isNumberList(input: unknown): input is ArrayLike<unknown> {
  return Array.isArray(input) || (ArrayBuffer.isView(input) && !(input instanceof DataView))
}
