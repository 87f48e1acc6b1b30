/** What is to be made of each column of a table. */
import type { ColumnType, FillRule, MissingRule } from '@shared/domain/dataset'
import { DataProblem, quoteCell } from '../data-problem'
import type { TableOptions } from './import-table'
import type { ColumnSummary } from './column-summary'

export interface TablePlan {
  labelIndex: number
  splitIndex: number | null
  /** Places of the columns that become features, and their types. */
  features: { index: number; name: string; type: FeatureType }[]
  /** Place of the column that holds paths of images; it is the only feature then. */
  imageIndex: number | null
  /** Columns that are left out because of what they seem to be: nobody said so. */
  leftOut: string[]
}

export type FeatureType = Extract<ColumnType, 'numeric' | 'categorical' | 'ordinal'>

/** How a run fills in what is missing; null where nothing is left to be filled in. */
export function fillRule(missing: MissingRule): FillRule | null {
  return missing === 'mean' || missing === 'mostFrequent' ? missing : null
}

/** @throws DataProblem where a named column is not there, or no feature is left */
export function planTable(columns: readonly ColumnSummary[], options: TableOptions): TablePlan {
  const names = columns.map(({ name }) => name)
  const labelIndex = indexOf(names, options.label, 'label')
  const splitIndex = options.split === undefined ? null : indexOf(names, options.split, 'split')
  if (splitIndex === labelIndex) {
    throw new DataProblem(`${quoteCell(options.label)} cannot be both the label and the split column.`, {
      details: { field: 'split' },
    })
  }
  for (const name of Object.keys(options.types)) indexOf(names, name, 'types')
  const typed = columns.flatMap((column, index) => {
    if (index === labelIndex || index === splitIndex) return []
    const given = options.types[column.name]
    return [{ index, name: column.name, type: given ?? column.inferType(), isGiven: given !== undefined }]
  })
  const images = typed.filter(({ type }) => type === 'image')
  const features = typed.flatMap(({ index, name, type }) => (isFeature(type) ? [{ index, name, type }] : []))
  const leftOut = typed.filter(({ type, isGiven }) => type === 'ignore' && !isGiven).map(({ name }) => name)
  if (images.length === 0) {
    if (features.length === 0) throw noFeature(names, options, leftOut)
    return { labelIndex, splitIndex, features, imageIndex: null, leftOut }
  }
  return { labelIndex, splitIndex, ...imagePlan(images, features, typed) }
}

function isFeature(type: ColumnType): type is FeatureType {
  return type === 'numeric' || type === 'categorical' || type === 'ordinal'
}

interface TypedColumn {
  index: number
  name: string
  isGiven: boolean
}

/** Images stand alone: what else the file has is left out, unless somebody wants it. */
function imagePlan(
  images: TypedColumn[],
  features: { name: string }[],
  typed: TypedColumn[],
): Pick<TablePlan, 'features' | 'imageIndex' | 'leftOut'> {
  const [first, second] = images
  if (second !== undefined) {
    throw new DataProblem(
      `${quoteCell(first?.name ?? '')} and ${quoteCell(second.name)} both hold paths of images. Give all but one the type ignore.`,
      { details: { field: 'types' } },
    )
  }
  const wanted = features.find(({ name }) => typed.some((column) => column.name === name && column.isGiven))
  if (wanted !== undefined) {
    throw new DataProblem(
      `column ${quoteCell(wanted.name)} cannot be a feature beside images. Give it the type ignore, or give the images that type.`,
      { details: { field: 'types' } },
    )
  }
  return { features: [], imageIndex: first?.index ?? null, leftOut: features.map(({ name }) => name) }
}

function indexOf(columns: readonly string[], name: string, field: string): number {
  const index = columns.indexOf(name)
  if (index >= 0) return index
  const shown = columns.slice(0, 20).map(quoteCell).join(', ')
  const more = columns.length > 20 ? ` and ${columns.length - 20} more` : ''
  throw new DataProblem(`there is no column ${quoteCell(name)}. The columns are ${shown}${more}.`, {
    expected: `a column ${quoteCell(name)}`,
    details: { field, columns: columns.slice(0, 1000) },
  })
}

function noFeature(names: readonly string[], { label }: TableOptions, leftOut: string[]): DataProblem {
  if (names.length === 1) {
    return new DataProblem(
      `there is no column beside the label ${quoteCell(label)}. At least one feature is needed.`,
    )
  }
  const why =
    leftOut.length === 0
      ? ''
      : ` (${leftOut.map(quoteCell).join(', ')}: a different text in nearly every row)`
  return new DataProblem(
    `no feature is left beside the label ${quoteCell(label)}${why}. Give a column the type numeric or categorical.`,
    { details: { field: 'types' } },
  )
}
