import { meanOfDefined } from './confusion'

/** Of the predictions of one run, by class: rows that are right, and rows predicted to be of it. */
export interface PredictionCounts {
  hits: Float64Array
  predicted: Float64Array
}

export function blankCounts(classes: number): PredictionCounts {
  return { hits: new Float64Array(classes), predicted: new Float64Array(classes) }
}

export function clearCounts({ hits, predicted }: PredictionCounts): void {
  hits.fill(0)
  predicted.fill(0)
}

/** What two runs on the same rows differ by, second − first. */
export interface CountDifferences {
  accuracy: number
  balancedAccuracy: number
  macroF1: number
  /** null for a class without rows */
  recall: (number | null)[]
}

/** @param support rows of each class */
export function countDifferences(
  support: readonly number[],
  first: PredictionCounts,
  second: PredictionCounts,
): CountDifferences {
  let [gained, total] = [0, 0]
  const f1: (number | null)[] = []
  const recall = support.map((rows, c) => {
    if (rows === 0) {
      f1.push(null)
      return null
    }
    const more = second.hits[c]! - first.hits[c]!
    gained += more
    total += rows
    f1.push(f1Of(second, c, rows) - f1Of(first, c, rows))
    return more / rows
  })
  return {
    accuracy: gained / total,
    balancedAccuracy: meanOfDefined(recall),
    macroF1: meanOfDefined(f1),
    recall,
  }
}

function f1Of({ hits, predicted }: PredictionCounts, c: number, rows: number): number {
  return (2 * hits[c]!) / (rows + predicted[c]!)
}
