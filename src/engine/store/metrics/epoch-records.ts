import type { CurveKey } from '@shared/contract/curves'
import {
  classMetrics,
  type ClassMetric,
  type ClassScores,
  type EpochRecord,
  type Split,
  type SplitScores,
} from '@shared/domain/metrics'

/** One value of a curve by epoch. */
export interface EpochValue {
  key: CurveKey
  value: number
}

const splits: readonly Split[] = ['train', 'validation']
const splitMetrics = ['loss', 'crossEntropy', 'accuracy', 'balancedAccuracy', 'macroF1'] as const
type SplitMetric = (typeof splitMetrics)[number]

/** Every value of an epoch; a class figure that is not defined has none. */
export function valuesOf(record: EpochRecord): EpochValue[] {
  const values = [valueOf('learningRate', 'train', null, record.learningRate)]
  for (const split of splits) {
    const scores = record[split]
    for (const metric of splitMetrics) values.push(valueOf(metric, split, null, scores[metric]))
    scores.perClass.forEach((classScores, classIndex) => {
      for (const metric of classMetrics) {
        const value = classScores[metric]
        if (value !== null) values.push(valueOf(metric, split, classIndex, value))
      }
    })
  }
  return values
}

function valueOf(
  metric: CurveKey['metric'],
  split: Split,
  classIndex: number | null,
  value: number,
): EpochValue {
  return { key: { metric, split, classIndex, resolution: 'epoch' }, value }
}

/** A record without its values yet: no figure is known, no class figure defined. */
export function blankRecord(epoch: number, step: number, seconds: number): EpochRecord {
  return { epoch, step, seconds, learningRate: NaN, train: blankScores(), validation: blankScores() }
}

function blankScores(): SplitScores {
  const figures = { loss: NaN, crossEntropy: NaN, accuracy: NaN, balancedAccuracy: NaN, macroF1: NaN }
  return { ...figures, perClass: [], confusion: [] }
}

export function blankClassScores(label: string, support: number): ClassScores {
  return { label, support, recall: null, precision: null, f1: null }
}

/** Puts one value in its place; the inverse of `valuesOf`. */
export function setValue(record: EpochRecord, key: CurveKey, value: number): void {
  if (key.metric === 'learningRate') {
    record.learningRate = value
    return
  }
  const scores = record[key.split]
  if (key.classIndex === null) {
    scores[key.metric as SplitMetric] = value
    return
  }
  const classScores = scores.perClass[key.classIndex]
  if (classScores) classScores[key.metric as ClassMetric] = value
}
