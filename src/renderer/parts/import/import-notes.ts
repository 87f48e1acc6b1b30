import { shallowReactive } from 'vue'
import type { ImportNote } from '@shared/domain/dataset'
import { translate } from '../../i18n'
import { sourceWords } from './source-words'

/** Notes of this window's imports, by data set: what to know of the way each file was read. */
const notesById = shallowReactive(new Map<string, readonly ImportNote[]>())

export function keepNotes(dataset: string, notes: readonly ImportNote[]): void {
  if (notes.length > 0) notesById.set(dataset, notes)
}

export function notesOf(dataset: string): readonly ImportNote[] {
  return notesById.get(dataset) ?? []
}

export function dismissNotes(dataset: string): void {
  notesById.delete(dataset)
}

/** A note in the language in use. */
export function noteText({ code, values }: ImportNote): string {
  const { column } = values
  const words = typeof column === 'string' ? { ...values, column: sourceWords(column) } : values
  return translate(`data.import.notes.${code}`, words)
}
