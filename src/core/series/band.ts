/** Several runs (seeds) of one thing, drawn as one curve with a band around it. */
import { mean, standardDeviation } from '../stats/summary'

export interface Series {
  /** Ascending. */
  steps: ArrayLike<number>
  values: ArrayLike<number>
}

export interface Band {
  steps: number[]
  mean: number[]
  /** Over runs, dividing by n - 1; 0 where one run has the step. */
  standardDeviation: number[]
  min: number[]
  max: number[]
  /** Runs that have a finite value at the step. */
  count: number[]
}

/** Mean and spread at every step that at least one run has; runs that ended early leave the band, and `count` says so. */
export function bandOver(runs: readonly Series[]): Band {
  const byStep = new Map<number, number[]>()
  for (const { steps, values } of runs) {
    for (let i = 0; i < steps.length; i++) {
      const value = values[i]!
      if (!Number.isFinite(value)) continue
      const atStep = byStep.get(steps[i]!)
      if (atStep === undefined) byStep.set(steps[i]!, [value])
      else atStep.push(value)
    }
  }
  const points = [...byStep].sort(([a], [b]) => a - b)
  return {
    steps: points.map(([step]) => step),
    mean: points.map(([, values]) => mean(values)),
    standardDeviation: points.map(([, values]) => standardDeviation(values)),
    min: points.map(([, values]) => Math.min(...values)),
    max: points.map(([, values]) => Math.max(...values)),
    count: points.map(([, values]) => values.length),
  }
}
