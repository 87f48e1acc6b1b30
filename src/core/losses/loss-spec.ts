/** What a loss is made of, its defaults, and the check of every part. */
import {
  alphaModes,
  alphaSchemes,
  lossActivations,
  lossKinds,
  sigmoidLossKinds,
  softmaxLossKinds,
} from '@shared/config/choices'
import { badInput } from '@shared/errors'
import { describe } from '../matrix'
import { requireCounts, requireSamples, type WeightScheme } from '../weights/class-weights'
import { asymmetricDefaults } from './asymmetric'
import { ldamDefaults } from './ldam'

export const lossReductions = ['mean', 'weightedMean', 'sum', 'none'] as const

export type LossActivation = (typeof lossActivations)[number]
export type LossKind = (typeof lossKinds)[number]
export type AlphaMode = (typeof alphaModes)[number]
export type LossReduction = (typeof lossReductions)[number]
/** A scheme, one number for all, or one number a class. */
export type LossAlpha = WeightScheme | number | readonly number[]

/** A loss, whole. A run's `LossConfig` is one too, but for its defaults. */
export interface ResolvedLossSpec {
  activation: LossActivation
  /** softmax: ce, focal, flsd53, ldam, balancedSoftmax; sigmoid (each column its own yes or no): ce, focal, asymmetric. */
  kind: LossKind
  /** γ ≥ 0; used by focal. */
  gamma: number
  /**
   * Class weights. A list, or a scheme by class counts, weights a sample by its class (softmax) or an element by its
   * column (sigmoid). One number is a uniform scale in softmax, as in Keras: it balances nothing.
   */
  alpha: LossAlpha
  /**
   * Sigmoid only. `uniform`: α for every element; `positiveNegative`: α for positives, 1 - α for negatives
   * (0 ≤ α ≤ 1; of a scheme, from the samples that have the class against those that have it not).
   */
  alphaMode: AlphaMode
  /** β of alpha `effective`. */
  beta: number
  /**
   * s in [0, 1): targets become (1 - s) y + s / C in softmax, each class modulated by its own p_c, as in Keras (timm
   * takes the focal factor from hard labels); (1 - s) y + s / 2 in sigmoid.
   */
  labelSmoothing: number
  /** τ of balancedSoftmax. */
  tau: number
  /** `mean` divides by samples (softmax) or elements (sigmoid), `weightedMean` by the sum of the weights used. */
  reduction: LossReduction
  /** ldam's largest margin, and its scale s. */
  maxMargin: number
  scale: number
  /** asymmetric's parameters. */
  gammaPositive: number
  gammaNegative: number
  probabilityMargin: number
  /** Training samples of each class; where absent, they are counted from the labels or targets given. */
  classCounts?: readonly number[]
  /**
   * Training samples that `classCounts` were counted in. A sample may have several classes, or none, so it need not be their
   * sum, which it is where it is absent; `positiveNegative` with a scheme needs it. Without `classCounts` the samples
   * given count.
   */
  sampleCount?: number
}

/** What callers write: everything has a default. */
export type LossSpec = Partial<ResolvedLossSpec>

export const defaultLossSpec: ResolvedLossSpec = {
  activation: 'softmax',
  kind: 'focal',
  gamma: 2,
  alpha: 'none',
  alphaMode: 'uniform',
  beta: 0.999,
  labelSmoothing: 0,
  tau: 1,
  reduction: 'mean',
  ...ldamDefaults,
  ...asymmetricDefaults,
}

/**
 * Fills in the defaults and checks every field. `classes` is the number of columns of the logits.
 * @throws FocalError `bad-input` naming the field.
 */
export function resolveLossSpec(spec: LossSpec, classes: number): ResolvedLossSpec {
  const given = Object.fromEntries(
    Object.entries(spec).filter(([, value]) => value !== undefined),
  ) as LossSpec
  const resolved: ResolvedLossSpec = { ...defaultLossSpec, ...given }
  oneOf(resolved.activation, lossActivations, 'activation')
  oneOf(resolved.kind, lossKinds, 'kind')
  oneOf(
    resolved.kind,
    resolved.activation === 'softmax' ? softmaxLossKinds : sigmoidLossKinds,
    'kind',
    resolved.activation,
  )
  oneOf(resolved.alphaMode, alphaModes, 'alphaMode')
  oneOf(resolved.reduction, lossReductions, 'reduction')
  for (const field of ['gamma', 'tau', 'maxMargin', 'gammaPositive', 'gammaNegative'] as const) {
    within(resolved[field], 0, Infinity, field)
  }
  within(resolved.beta, 0, 1, 'beta', true)
  within(resolved.labelSmoothing, 0, 1, 'labelSmoothing', true)
  within(resolved.probabilityMargin, 0, 1, 'probabilityMargin', true)
  if (!(resolved.scale > 0))
    throw badInput(`scale is ${describe(resolved.scale)}; it must be above 0.`, { field: 'scale' })
  within(resolved.scale, 0, Infinity, 'scale')
  checkAlpha(resolved, classes)
  checkActivationFields(resolved, classes)
  if (resolved.classCounts !== undefined) {
    perClass(resolved.classCounts, classes, 'classCounts')
    requireCounts(resolved.classCounts)
  }
  checkSampleCount(resolved)
  return resolved
}

function checkActivationFields({ activation, alphaMode }: ResolvedLossSpec, classes: number): void {
  if (activation !== 'softmax') return
  if (alphaMode !== 'uniform')
    throw badInput('alphaMode positiveNegative needs activation sigmoid.', { field: 'alphaMode' })
  if (classes < 2) {
    throw badInput(`softmax needs at least 2 classes, but logits have ${classes}; use activation sigmoid.`, {
      field: 'logits',
    })
  }
}

function checkAlpha({ alpha, alphaMode }: ResolvedLossSpec, classes: number): void {
  const max = alphaMode === 'positiveNegative' ? 1 : Infinity
  if (typeof alpha === 'number') return within(alpha, 0, max, 'alpha')
  if (typeof alpha === 'string') {
    oneOf(alpha, alphaSchemes, 'alpha')
    if (alphaMode === 'positiveNegative' && alpha === 'none') {
      throw badInput(
        'alphaMode positiveNegative needs alpha: a number, one number a class, or a scheme such as balanced.',
        { field: 'alpha' },
      )
    }
    return
  }
  perClass(alpha, classes, 'alpha')
  alpha.forEach((value, c) => within(value, 0, max, `alpha[${c}]`))
}

function checkSampleCount({ alpha, alphaMode, classCounts, sampleCount }: ResolvedLossSpec): void {
  if (sampleCount !== undefined) {
    if (classCounts === undefined) {
      throw badInput('sampleCount goes with classCounts; give those too, or leave it out.', {
        field: 'sampleCount',
      })
    }
    return requireSamples(sampleCount, classCounts)
  }
  if (alphaMode === 'uniform' || typeof alpha !== 'string' || classCounts === undefined) return
  throw badInput(
    `alpha ${alpha} with alphaMode positiveNegative needs sampleCount beside classCounts: the samples that they were counted in.`,
    { field: 'sampleCount' },
  )
}

function perClass(values: unknown, classes: number, field: string): void {
  if (!Array.isArray(values))
    throw badInput(`${field} is ${describe(values)}, not one number a class.`, { field })
  if (values.length !== classes) {
    throw badInput(`${field} has ${values.length} numbers, but logits have ${classes} classes.`, { field })
  }
}

function oneOf(value: unknown, choices: readonly string[], field: string, context?: string): void {
  if (typeof value === 'string' && choices.includes(value)) return
  const scope = context === undefined ? '' : ` for ${context}`
  throw badInput(`${field} is ${describe(value)}; it must be one of ${choices.join(', ')}${scope}.`, {
    field,
  })
}

function within(value: unknown, min: number, max: number, place: string, belowMax = false): void {
  const field = place.replace(/\[.*/, '')
  const isNumber = typeof value === 'number' && Number.isFinite(value)
  if (isNumber && value >= min && (belowMax ? value < max : value <= max)) return
  const range =
    max === Infinity
      ? `a number of at least ${min}`
      : `at least ${min} and ${belowMax ? 'below' : 'at most'} ${max}`
  throw badInput(`${place} is ${describe(value)}; it must be ${range}.`, { field })
}
