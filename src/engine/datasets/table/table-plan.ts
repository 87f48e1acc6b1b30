/** What is to be made of each column of a table. */
import type { ColumnType, FillRule, MissingRule } from '@shared/domain/dataset'
import { badInput, type FocalError } from '@shared/errors'
import { DataProblem, quoteCell } from '../data-problem'
import type { TableOptions } from './import-table'
import type { ColumnSummary } from './column-summary'
import type { LabelPlan } from './row-labels'

export interface TablePlan {
  label: LabelPlan
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
  const label = planLabels(columns, options)
  const labelIndices = label.kind === 'columns' ? label.columns.map(({ index }) => index) : [label.index]
  const splitIndex = options.split === undefined ? null : indexOf(names, options.split, 'split')
  if (splitIndex !== null && labelIndices.includes(splitIndex)) {
    throw new DataProblem(`${quoteCell(options.split ?? '')} cannot be both a label and the split column.`, {
      details: { field: 'split' },
    })
  }
  for (const name of Object.keys(options.types)) {
    const index = indexOf(names, name, 'types')
    if (labelIndices.includes(index)) throw typedRole(name, 'a label column, whose values are its labels')
    if (index === splitIndex) throw typedRole(name, 'the split column')
  }
  const typed = columns.flatMap((column, index) => {
    if (labelIndices.includes(index) || index === splitIndex) return []
    const given = options.types[column.name]
    return [{ index, name: column.name, type: given ?? column.inferType(), isGiven: given !== undefined }]
  })
  const images = typed.filter(({ type }) => type === 'image')
  const features = typed.flatMap(({ index, name, type }) => (isFeature(type) ? [{ index, name, type }] : []))
  const leftOut = typed.filter(({ type, isGiven }) => type === 'ignore' && !isGiven).map(({ name }) => name)
  if (images.length === 0) {
    if (features.length === 0) throw noFeature(columns.length === labelIndices.length, leftOut)
    return { label, splitIndex, features, imageIndex: null, leftOut }
  }
  return { label, splitIndex, ...imagePlan(images, features, typed) }
}

export type LabelOptions = Pick<TableOptions, 'label' | 'labels' | 'labelSeparator'>

/** Where the labels stand, as a person has said it. @throws FocalError `bad-input` where that is not clear; DataProblem */
export function planLabels(
  columns: readonly ColumnSummary[],
  { label, labels, labelSeparator: separator }: LabelOptions,
): LabelPlan {
  const names = columns.map(({ name }) => name)
  if (labels !== undefined) {
    if (label !== undefined || separator !== undefined) {
      const other = label === undefined ? 'a separator of labels' : 'one label column'
      throw badInput(`Several label columns were named, and ${other} as well. Keep one of them.`, {
        field: 'labels',
      })
    }
    const twice = labels.find((name, k) => labels.indexOf(name) < k)
    if (twice !== undefined) {
      throw badInput(`The label column ${quoteCell(twice)} was named twice. Name each column once.`, {
        field: 'labels',
      })
    }
    const wanted = labels.map((name) => indexOf(names, name, 'labels'))
    if (wanted.length < 2) {
      throw badInput(
        'At least two label columns are needed. Where there is one, name it as the label column.',
        {
          field: 'labels',
        },
      )
    }
    const inOrder = wanted.sort((a, b) => a - b)
    return { kind: 'columns', columns: inOrder.map((index) => ({ index, name: names[index] ?? '' })) }
  }
  const name = label ?? ''
  const index = indexOf(names, name, 'label')
  if (separator === undefined && columns[index]?.holdsLists !== true) return { kind: 'class', index, name }
  return { kind: 'list', index, name, separator: separator ?? null }
}

function typedRole(column: string, role: string): FocalError {
  return badInput(
    `Column ${quoteCell(column)} was given a type, but it is ${role}. Types are for features; leave it out there.`,
    { field: 'types', column, problem: 'typed-label' },
  )
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
    value: name,
    expected: `a column ${quoteCell(name)}`,
    problem: 'no-such-column',
    details: { field, columns: columns.slice(0, 1000) },
  })
}

function noFeature(isAllLabels: boolean, leftOut: string[]): DataProblem {
  if (isAllLabels) {
    return new DataProblem('there is no column beside the labels. At least one feature is needed.', {
      problem: 'no-feature',
    })
  }
  const why =
    leftOut.length === 0
      ? ''
      : ` (${leftOut.map(quoteCell).join(', ')}: a different text in nearly every row)`
  return new DataProblem(
    `no feature is left beside the labels${why}. Give a column the type numeric or categorical.`,
    { problem: 'no-feature', details: { field: 'types' } },
  )
}
