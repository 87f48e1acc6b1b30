import type { FileFormat } from '@shared/domain/dataset'
import type { ProblemPlace } from '../data-problem'

/**
 * A cell as its file has it: text, a number, null where there is nothing, or a list of texts, which only labels may be.
 * Other lists and objects have no place in a table.
 */
export type Cell = string | number | null | string[] | UnsupportedCell

/** A value that is neither text, number nor a list of texts. */
export class UnsupportedCell {
  /** @param value undefined where the file's reader does not give it */
  constructor(readonly value: unknown) {}
}

/** Gets the cells of a row, as many as there are columns, and where the row is. False stops reading. */
export type OnRow = (cells: readonly Cell[], place: ProblemPlace) => boolean

/** A file with rows and columns, whatever its format. */
export interface TableSource {
  readonly format: FileFormat
  /** Whether cells have types of their own: then the text "NA" is a text. */
  readonly isTyped: boolean
  readonly columns: readonly string[]
  /** Rows in all, where that is known. */
  readonly rows: number | null
  readonly bytes: number
  readonly csv: { header: boolean; delimiter: string } | null
  /** What is wrong where there are no rows. */
  readonly emptyMessage: string
  /** Reads the rows from the first on. @throws FocalError with the place in it, also for what `onRow` throws as DataProblem */
  read(onRow: OnRow, onBytes?: (bytesRead: number) => void): Promise<void>
  close(): Promise<void> | void
}
