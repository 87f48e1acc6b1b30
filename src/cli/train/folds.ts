/** `train --folds K`: one run a fold, all with one tag, and what they say together. */
import { ulid } from 'ulid'
import type { RunConfig } from '@shared/config/run-config'
import { percent } from '../output/format'
import type { RunResult } from './result'

/** What all folds say: each sample was validated on exactly once. */
export interface FoldsResult {
  of: number
  /** The tag that all runs have. */
  tag: string
  /** Best balanced accuracy of the folds that have one: mean and sample deviation. */
  balancedAccuracy: { mean: number; deviation: number } | null
}

/** A tag that no other cross-validation has. */
export function foldsTag(of: number): string {
  return `${of}-fold ${ulid().slice(-8)}`
}

export function foldConfigs(config: RunConfig, of: number): RunConfig[] {
  return Array.from({ length: of }, (_, fold) => ({
    ...config,
    data: { ...config.data, fold: { index: fold + 1, of } },
  }))
}

export function foldsResult(of: number, tag: string, runs: readonly RunResult[]): FoldsResult {
  const scores = runs.flatMap(({ best }) => (best === null ? [] : [best.balancedAccuracy]))
  if (scores.length === 0) return { of, tag, balancedAccuracy: null }
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0)
  const deviation = scores.length < 2 ? 0 : Math.sqrt(squares / (scores.length - 1))
  return { of, tag, balancedAccuracy: { mean, deviation } }
}

export function foldsReport({ of, tag, balancedAccuracy }: FoldsResult): string {
  if (balancedAccuracy === null) return `No epoch was finished in ${of} folds.`
  const { mean, deviation } = balancedAccuracy
  return `${of} folds, tag "${tag}": balanced accuracy ${percent(mean)} ± ${percent(deviation)} (mean ± deviation of the best epochs)`
}
