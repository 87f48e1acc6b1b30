import { describe, expect, it } from 'vitest'
import type { EpochRecord, SplitScores } from '@shared/domain/metrics'
import {
  classFigure,
  comparedClasses,
  differences,
  orderedClasses,
} from '../../../../../../src/renderer/features/compare/classes/class-scores'

function split(labels: readonly string[], supports: readonly number[], confusion: number[][]): SplitScores {
  const perClass = labels.map((label, i) => {
    const support = supports[i]!
    const hits = confusion[i]?.[i] ?? 0
    return { label, support, recall: support === 0 ? null : hits / support, precision: 0.5, f1: 0.25 }
  })
  return { loss: 1, crossEntropy: 1, accuracy: 1, balancedAccuracy: 1, macroF1: 1, perClass, confusion }
}

function record(labels: readonly string[], train: readonly number[], confusion: number[][]): EpochRecord {
  const supports = confusion.map((row) => row.reduce((sum, count) => sum + count, 0))
  return {
    epoch: 1,
    step: 1,
    seconds: 1,
    learningRate: 1,
    train: split(labels, train, []),
    validation: split(labels, supports, confusion),
  }
}

const cats = record(
  ['cat', 'dog', 'owl'],
  [5, 80, 20],
  [
    [3, 1, 0],
    [2, 8, 0],
    [0, 0, 0],
  ],
)
const birds = record(
  ['owl', 'cat'],
  [7, 9],
  [
    [1, 1],
    [0, 2],
  ],
)

describe('comparedClasses', () => {
  it('matches classes by their label and has the range of their samples', () => {
    expect(comparedClasses([cats, birds])).toEqual([
      { label: 'cat', train: { least: 5, most: 9 }, validation: { least: 2, most: 4 } },
      { label: 'dog', train: { least: 80, most: 80 }, validation: { least: 10, most: 10 } },
      { label: 'owl', train: { least: 7, most: 20 }, validation: { least: 0, most: 2 } },
    ])
  })
})

describe('orderedClasses', () => {
  const labels = (order: Parameters<typeof orderedClasses>[1]): string[] =>
    orderedClasses(comparedClasses([cats]), order).map(({ label }) => label)

  it('sorts by training samples, not by name', () => {
    expect(labels('rareLast')).toEqual(['dog', 'owl', 'cat'])
    expect(labels('rareFirst')).toEqual(['cat', 'owl', 'dog'])
    expect(labels('dataset')).toEqual(['cat', 'dog', 'owl'])
  })
})

describe('classFigure', () => {
  it('gives recall the interval of the class’s own samples', () => {
    const figure = classFigure(cats, 'cat', 'recall')
    expect(figure).toMatchObject({ value: 0.75, samples: 4 })
    expect(figure.low).toBeCloseTo(0.3006, 3)
    expect(figure.high).toBeCloseTo(0.9544, 3)
  })

  it('gives precision the interval of the samples that were predicted to be of it', () => {
    expect(classFigure(cats, 'cat', 'precision').samples).toBe(5)
    expect(classFigure(cats, 'dog', 'precision').samples).toBe(9)
  })

  it('has no interval for F1, and nothing for a class that the run does not know or did not see', () => {
    expect(classFigure(cats, 'cat', 'f1')).toEqual({ value: 0.25, low: null, high: null, samples: null })
    expect(classFigure(cats, 'fox', 'recall').value).toBeNull()
    expect(classFigure(undefined, 'cat', 'recall').value).toBeNull()
    expect(classFigure(cats, 'owl', 'recall')).toEqual({ value: null, low: null, high: null, samples: 0 })
  })
})

describe('differences', () => {
  it('are not defined where one side is not', () => {
    const of = ['cat', 'dog', 'owl'].map((label) => classFigure(cats, label, 'recall'))
    const against = ['cat', 'dog', 'owl'].map((label) => classFigure(birds, label, 'recall'))
    expect(differences(of, against)).toEqual([-0.25, null, null])
  })
})

describe('classFigure with several labels a sample', () => {
  const scenes = record(['sky', 'snow'], [40, 4], [])
  scenes.validation.perClass = [
    { label: 'sky', support: 10, recall: 0.8, precision: 0.5, f1: 0.6 },
    { label: 'snow', support: 0, recall: null, precision: null, f1: null },
  ]
  scenes.validation.confusion = [
    [12, 8, 2, 8],
    [30, 0, 0, 0],
  ]

  it('takes its samples from the outcomes of the label', () => {
    const recall = classFigure(scenes, 'sky', 'recall', true)
    expect(recall).toMatchObject({ value: 0.8, samples: 10 })
    expect(recall.low).toBeLessThan(0.8)
    expect(recall.high).toBeGreaterThan(0.8)
    expect(classFigure(scenes, 'sky', 'precision', true)).toMatchObject({ value: 0.5, samples: 16 })
    expect(classFigure(scenes, 'snow', 'recall', true)).toMatchObject({ value: null, low: null, samples: 0 })
  })
})
