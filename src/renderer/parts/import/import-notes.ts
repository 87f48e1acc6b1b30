import { shallowReactive } from 'vue'
import type { ImportNote } from '@shared/domain/dataset'
import { translate } from '../../i18n'
import { listWords, sourceWords } from './source-words'

/** Notes of this window's imports, by data set: what to know of the way each file was read. */
const notesById = shallowReactive(new Map<string, readonly ImportNote[]>())

/**
 * Keeps what is to be shown with the data set; what stands below its features anyway is not said twice.
 * @returns how many notes that are
 */
export function keepNotes(dataset: string, notes: readonly ImportNote[]): number {
  const shown = notes.filter(({ code }) => code !== 'relative')
  if (shown.length > 0) notesById.set(dataset, shown)
  return shown.length
}

export function notesOf(dataset: string): readonly ImportNote[] {
  return notesById.get(dataset) ?? []
}

export function dismissNotes(dataset: string): void {
  notesById.delete(dataset)
}

/** A note in the language in use. */
export function noteText({ code, values }: ImportNote): string {
  const { column, names } = values
  const words = {
    ...values,
    ...(typeof column === 'string' ? { column: sourceWords(column) } : {}),
    ...(typeof names === 'string' ? { names: listWords(names) } : {}),
  }
  return translate(`data.import.notes.${code}`, words)
}
