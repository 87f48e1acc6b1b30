import { truthOf } from '@core/columns/truth'
import type { InspectedColumn } from '@shared/domain/dataset'

/** Separators by which the cells of a column seem to hold several labels, and whether their parts may be numbers. */
const separators: readonly (readonly [separator: string, takesNumbers: boolean])[] = [
  [';', true],
  ['|', true],
  [',', false],
  ['/', false],
]

/** What a table's labels look like, where they look like several a row. */
export type LabelHint =
  { mode: 'separated'; separator: string; labels: number } | { mode: 'columns'; columns: readonly string[] }

/** The columns where every row read says yes or no. */
export function truthColumns(columns: readonly InspectedColumn[]): string[] {
  return columns.filter(isTruths).map(({ name }) => name)
}

/**
 * Whether labels that are read as one a row look like several.
 * @param label the label column; undefined where none is chosen
 */
export function labelHint(
  columns: readonly InspectedColumn[],
  label: InspectedColumn | undefined,
): LabelHint | null {
  const separated = label === undefined ? null : separatedHint(label)
  if (separated !== null) return separated
  const truths = truthColumns(columns)
  const isPlain = label !== undefined && !isTruths(label)
  return truths.length < 2 || isPlain ? null : { mode: 'columns', columns: truths }
}

/** Cells that are combinations of fewer texts: what stands between the separators comes again in other cells. */
function separatedHint({ topValues, holdsLists }: InspectedColumn): LabelHint | null {
  if (holdsLists) return null
  const values = topValues.map(({ value }) => value)
  for (const [separator, takesNumbers] of separators) {
    const combined = values.filter((value) => value.includes(separator))
    if (combined.length < 2) continue
    const parts = values.flatMap((value) => value.split(separator)).map((part) => part.trim())
    const labels = new Set(parts)
    const isReadable =
      !labels.has('') && (takesNumbers || !parts.some((part) => Number.isFinite(Number(part))))
    if (isReadable && labels.size < values.length)
      return { mode: 'separated', separator, labels: labels.size }
  }
  return null
}

function isTruths({ distinct, topValues }: InspectedColumn): boolean {
  return distinct === 2 && topValues.length === 2 && topValues.every(({ value }) => truthOf(value) !== null)
}
