/**
 * Every number a person can set in a run: its default, bounds and unit, in one place.
 * The schemas validate with it, the New run form shows it, the documentation is made from it.
 */
export interface NumberLimit {
  default: number
  min: number
  max: number
  /** Step of the form's control; integers have `integer: true`. */
  step: number
  integer?: boolean
}

export const limits = {
  imbalance: { default: 1, min: 1, max: 10_000, step: 1 },
  validationFraction: { default: 0.2, min: 0.05, max: 0.9, step: 0.05 },
  folds: { default: 5, min: 2, max: 100, step: 1, integer: true },
  units: { default: 64, min: 1, max: 8192, step: 16, integer: true },
  filters: { default: 16, min: 1, max: 1024, step: 8, integer: true },
  kernelSize: { default: 3, min: 1, max: 11, step: 1, integer: true },
  dropout: { default: 0, min: 0, max: 0.95, step: 0.05 },
  l2: { default: 0, min: 0, max: 1, step: 0.0001 },
  gamma: { default: 2, min: 0, max: 10, step: 0.1 },
  gammaEnd: { default: 0, min: 0, max: 10, step: 0.1 },
  gammaFrom: { default: 0.5, min: 0, max: 100_000, step: 0.05 },
  alpha: { default: 1, min: 0, max: 1_000_000, step: 0.05 },
  beta: { default: 0.999, min: 0, max: 0.999999, step: 0.001 },
  reweightFrom: { default: 1, min: 0, max: 100_000, step: 0.05 },
  priorProbability: { default: 0.5, min: 0.000001, max: 0.999999, step: 0.01 },
  tau: { default: 1, min: 0, max: 10, step: 0.1 },
  labelSmoothing: { default: 0, min: 0, max: 0.9, step: 0.01 },
  learningRate: { default: 0.001, min: 0.0000001, max: 100, step: 0.0001 },
  momentum: { default: 0.9, min: 0, max: 0.9999, step: 0.01 },
  beta1: { default: 0.9, min: 0, max: 0.9999, step: 0.01 },
  beta2: { default: 0.999, min: 0, max: 0.999999, step: 0.001 },
  decay: { default: 0.9, min: 0, max: 0.9999, step: 0.01 },
  epsilon: { default: 0.0000001, min: 0.000000000001, max: 0.1, step: 0.0000001 },
  clipNorm: { default: 1, min: 0.000001, max: 1_000_000, step: 0.1 },
  batchSize: { default: 32, min: 1, max: 65_536, step: 8, integer: true },
  epochs: { default: 10, min: 1, max: 100_000, step: 1, integer: true },
  patience: { default: 5, min: 1, max: 10_000, step: 1, integer: true },
  seed: { default: 1, min: 0, max: 4_294_967_295, step: 1, integer: true },
  imageSide: { default: 32, min: 1, max: 512, step: 1, integer: true },
  syntheticSamples: { default: 2000, min: 20, max: 5_000_000, step: 100, integer: true },
  syntheticFeatures: { default: 20, min: 1, max: 4096, step: 1, integer: true },
  syntheticClasses: { default: 5, min: 2, max: 1000, step: 1, integer: true },
  syntheticSeparation: { default: 1.5, min: 0, max: 20, step: 0.1 },
  trainersAtOnce: { default: 1, min: 1, max: 16, step: 1, integer: true },
} as const satisfies Record<string, NumberLimit>

export type LimitName = keyof typeof limits
