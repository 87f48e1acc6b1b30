/** How sure a share is, and what guessing would score. */
import { normalQuantile } from '../stats/distributions'
import { sum } from '../sum'
import { meanOfDefined } from './confusion'

export interface Interval {
  low: number
  high: number
}

/**
 * Wilson's score interval of a share (Wilson 1927), for a recall or an accuracy.
 * @param confidence between 0 and 1, for instance 0.95
 * @returns null without samples
 */
export function wilsonInterval(successes: number, samples: number, confidence = 0.95): Interval | null {
  if (samples === 0) return null
  const z = normalQuantile(1 - (1 - confidence) / 2)
  const share = successes / samples
  const scale = 1 + (z * z) / samples
  const centre = (share + (z * z) / (2 * samples)) / scale
  const half = (z * Math.sqrt((share * (1 - share)) / samples + (z * z) / (4 * samples * samples))) / scale
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === samples ? 1 : Math.min(1, centre + half),
  }
}

/** Accuracy of always guessing the largest class. */
export function majorityBaseline(support: readonly number[]): number {
  return Math.max(...support) / sum(support)
}

export interface ShotAccuracy {
  /** Mean recall of the classes with more than 100, 20 to 100, and fewer than 20 training samples; null without any. */
  many: number | null
  medium: number | null
  few: number | null
}

/**
 * Many-, medium- and few-shot accuracy (Liu et al. 2019, "Large-scale long-tailed recognition in an open world").
 * @param recall of each class; null for one absent from the truth, which is left out
 * @param trainCounts training samples of each class
 */
export function shotAccuracy(
  recall: readonly (number | null)[],
  trainCounts: readonly number[],
): ShotAccuracy {
  const meanWhere = (belongs: (count: number) => boolean) => {
    const chosen = recall.filter((value, c) => value !== null && belongs(trainCounts[c] ?? 0))
    return chosen.length === 0 ? null : meanOfDefined(chosen)
  }
  return {
    many: meanWhere((count) => count > 100),
    medium: meanWhere((count) => count >= 20 && count <= 100),
    few: meanWhere((count) => count < 20),
  }
}
