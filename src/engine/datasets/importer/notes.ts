/** What a person should know of the way a file was read. */
import type { DatasetHeader } from '@shared/dataset-file'

const namesShown = 5

export function leftOutNote(columns: readonly string[]): string[] {
  if (columns.length === 0) return []
  return [`Left out, because no type was chosen and they do not look like features: ${list(columns)}.`]
}

/** What is stored otherwise than it stands in the file. */
export function columnNotes({ columns = [], featureNames, fill, split }: DatasetHeader): string[] {
  const named = (isMeant: (column: (typeof columns)[number]) => boolean) =>
    columns.flatMap((column, k) => (isMeant(column) ? [featureNames[k] ?? ''] : []))
  const large = named((column) => column.type === 'numeric' && column.offset !== 0)
  const missing = named((column) => column.missing > 0)
  const notes: string[] = []
  if (large.length > 0) {
    notes.push(`Stored relative to the mean, so that large numbers keep their digits: ${list(large)}.`)
  }
  if (missing.length > 0 && fill !== undefined) {
    const rule = fill === 'mean' ? 'the mean (texts: the most frequent one)' : 'the most frequent value'
    notes.push(`Missing values are filled in by ${rule} of each run's training split: ${list(missing)}.`)
  }
  if (split !== undefined) notes.push(`Runs split it as ${split.column} says, unless told otherwise.`)
  return notes
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, namesShown).join(', ')
  return names.length > namesShown ? `${shown} and ${names.length - namesShown} more` : shown
}
