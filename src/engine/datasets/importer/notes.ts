/** What a person should know of the way a file was read. */
import type { DatasetHeader } from '@shared/dataset-file'
import { isLarge, type ImportNote, type ImportNoteCode } from '@shared/domain/dataset'

const namesShown = 5

/** Columns that were left out, by why they do not look like features. */
export function leftOutNote(columns: readonly string[]): ImportNote[] {
  if (columns.length === 0) return []
  const names = list(columns)
  return [
    note('left-out', `Left out, because no type was chosen and they do not look like features: ${names}.`, {
      names: shortList(columns),
    }),
  ]
}

export function droppedNote(rows: number): ImportNote[] {
  if (rows === 0) return []
  const what = rows === 1 ? '1 row with a missing value was' : `${rows} rows with a missing value were`
  return [note('dropped', `${what} left out.`, { rows })]
}

/** What is stored otherwise than it stands in the file. */
export function columnNotes({ columns = [], featureNames, fill, split }: DatasetHeader): ImportNote[] {
  const named = (isMeant: (column: (typeof columns)[number]) => boolean) =>
    columns.flatMap((column, k) => (isMeant(column) ? [featureNames[k] ?? ''] : []))
  const large = named((column) => column.type === 'numeric' && isLarge(column.offset))
  const missing = named((column) => column.missing > 0)
  const notes: ImportNote[] = []
  if (large.length > 0) {
    const names = list(large)
    const message = `Stored relative to the mean, so that large numbers keep their digits: ${names}.`
    notes.push(note('relative', message, { names: shortList(large) }))
  }
  if (missing.length > 0 && fill !== undefined) {
    const names = list(missing)
    const rule = fill === 'mean' ? 'the mean (texts: the most frequent one)' : 'the most frequent value'
    const message = `Missing values are filled in by ${rule} of each run's training split: ${names}.`
    notes.push(
      note(fill === 'mean' ? 'filled-by-mean' : 'filled-by-most-frequent', message, {
        names: shortList(missing),
      }),
    )
  }
  if (split !== undefined) {
    const message = `Runs are split by ${split.column}, unless told otherwise.`
    notes.push(note('given-split', message, { column: split.column }))
  }
  return notes
}

/** Where several labels were expected and none has more than one, something was probably meant otherwise. */
export function labelNotes({ multiLabel }: DatasetHeader, mostLabels: number): ImportNote[] {
  if (multiLabel !== true || mostLabels > 1) return []
  const message =
    'No sample has more than one label. If that is not meant, look at the separator of the labels.'
  return [note('one-label-each', message, {})]
}

function note(code: ImportNoteCode, message: string, values: ImportNote['values']): ImportNote {
  return { code, message, values }
}

/** The same without words. */
function shortList(names: readonly string[]): string {
  return names.slice(0, namesShown).join(', ') + (names.length > namesShown ? ', …' : '')
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, namesShown).join(', ')
  return names.length > namesShown ? `${shown} and ${names.length - namesShown} more` : shown
}
