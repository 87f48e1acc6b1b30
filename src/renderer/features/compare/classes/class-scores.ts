import { wilsonInterval } from '@core/metrics/intervals'
import type { ClassMetric, EpochRecord } from '@shared/domain/metrics'

/** A class as the compared runs have it, matched by its label. */
export interface ComparedClass {
  label: string
  /** Fewest and most training samples over the runs. */
  train: { least: number; most: number }
  /** Fewest and most validation samples. */
  validation: { least: number; most: number }
}

/** The classes of all runs, in the order of the data set. */
export function comparedClasses(records: readonly EpochRecord[]): ComparedClass[] {
  const classes = new Map<string, ComparedClass>()
  for (const { train, validation } of records) {
    train.perClass.forEach(({ label, support }, index) => {
      const measured = validation.perClass[index]?.support ?? 0
      const known = classes.get(label)
      classes.set(label, {
        label,
        train: widened(known?.train, support),
        validation: widened(known?.validation, measured),
      })
    })
  }
  return [...classes.values()]
}

function widened(
  range: { least: number; most: number } | undefined,
  value: number,
): { least: number; most: number } {
  return range
    ? { least: Math.min(range.least, value), most: Math.max(range.most, value) }
    : { least: value, most: value }
}

export const classOrders = ['rareLast', 'rareFirst', 'dataset'] as const
export type ClassOrder = (typeof classOrders)[number]

/** Sorted by training samples; classes with as many keep their order. */
export function orderedClasses(classes: readonly ComparedClass[], order: ClassOrder): ComparedClass[] {
  if (order === 'dataset') return [...classes]
  const sign = order === 'rareFirst' ? 1 : -1
  const size = ({ train }: ComparedClass): number => train.least + train.most
  return [...classes].sort((a, b) => sign * (size(a) - size(b)))
}

/** A figure of one class of one run, with its 95 % interval where there is one. */
export interface ClassFigure {
  value: number | null
  low: number | null
  high: number | null
  /** Samples that the figure is a share of; null for F1, which is none. */
  samples: number | null
}

const missing: ClassFigure = { value: null, low: null, high: null, samples: null }

/**
 * A class's recall, precision or F1 on the validation split. Recall is a share of the class's samples, precision of
 * the samples predicted to be of it: both have Wilson's interval.
 * @param multiLabel whether a sample may have several labels: the confusion matrix is then a table of outcomes by label
 */
export function classFigure(
  record: EpochRecord | undefined,
  label: string,
  metric: ClassMetric,
  multiLabel = false,
): ClassFigure {
  const { perClass = [], confusion = [] } = record?.validation ?? {}
  const index = perClass.findIndex((scores) => scores.label === label)
  const scores = perClass[index]
  if (!scores) return missing
  const value = scores[metric]
  if (metric === 'f1') return { ...missing, value }
  const { hits, predicted } = multiLabel ? labelCounts(confusion[index] ?? []) : classCounts(confusion, index)
  const samples = metric === 'recall' ? scores.support : predicted
  const interval = wilsonInterval(hits, samples)
  return { value, low: interval?.low ?? null, high: interval?.high ?? null, samples }
}

function classCounts(confusion: readonly (readonly number[])[], index: number) {
  const predicted = confusion.reduce((sum, row) => sum + (row[index] ?? 0), 0)
  return { hits: confusion[index]?.[index] ?? 0, predicted }
}

function labelCounts([, falsePositives = 0, , truePositives = 0]: readonly number[]) {
  return { hits: truePositives, predicted: falsePositives + truePositives }
}

/** What a run has more than another in each class; null where one of them has no figure. */
export function differences(of: readonly ClassFigure[], against: readonly ClassFigure[]): (number | null)[] {
  return of.map(({ value }, at) => {
    const other = against[at]?.value ?? null
    return value === null || other === null ? null : value - other
  })
}
