/** Advice on a run's loss: corrections of the class prior that are stacked, and schedules that do nothing. */
import type { RunConfig } from '@shared/config/run-config'
import { firstEpoch, gammaVaries, isDeferred } from './loss-schedule'

export interface LossAdvice {
  code: string
  /** The field to change, as in `loss.alpha`. */
  path: string
  message: string
}

type Advised = Pick<RunConfig, 'loss' | 'training'>

/**
 * Everything that deserves a second look in a valid configuration's loss and sampling, without its data.
 * @param multiLabel whether a sample of the data may have several labels
 */
export function lossAdvice(config: Advised, multiLabel = false): LossAdvice[] {
  return [
    ...(multiLabel ? labelWeightAdvice(config) : []),
    ...stackedCorrections(config),
    ...idleSchedules(config),
    ...scaleAdvice(config),
  ]
}

/** A rare label is answered by no almost always, which weights of whole labels do not change. */
function labelWeightAdvice({ loss }: Advised): LossAdvice[] {
  if (loss.alphaMode !== 'uniform' || !hasUnequalWeights(loss.alpha)) return []
  return [
    {
      code: 'labels-weighed-not-answers',
      path: 'loss.alpha',
      message:
        'One weight a label counts for its yes and its no alike: it balances label against label, not yes against no. For that choose alphaMode positiveNegative.',
    },
  ]
}

/**
 * Class weights, sampling, logit adjustment and LDAM's margins each correct for the class counts. Two of them together
 * count rare classes by more than their counts ask for.
 */
function stackedCorrections({ loss, training }: Advised): LossAdvice[] {
  const isWeighted = hasUnequalWeights(loss.alpha)
  const isSampled = training.sampling !== 'instance'
  const isAdjusted = loss.kind === 'balancedSoftmax' && loss.tau > 0
  const advice: LossAdvice[] = []
  if (isAdjusted && isWeighted) {
    advice.push({
      code: 'prior-corrected-twice',
      path: 'loss.alpha',
      message:
        'Balanced softmax already corrects for the class counts; class weights on top correct twice. Leave the weights out, or choose another loss.',
    })
  }
  if (isAdjusted && isSampled) {
    advice.push({
      code: 'adjusted-and-sampled',
      path: 'training.sampling',
      message:
        'Balanced softmax already corrects for the class counts; sampling by class on top corrects twice. Sample by instance, or choose another loss.',
    })
  }
  if (isWeighted && isSampled) {
    advice.push({
      code: 'weighted-and-sampled',
      path: 'training.sampling',
      message:
        'Sampling already shows rare classes more often; class weights on top correct twice. Sample by instance, or leave the weights out.',
    })
  }
  if (loss.kind === 'ldam' && isSampled) {
    advice.push({
      code: 'margins-and-sampled',
      path: 'training.sampling',
      message:
        'LDAM already asks a larger margin of rare classes; sampling by class on top may overfit them. Sample by instance, and defer class weights instead.',
    })
  }
  if (loss.kind === 'ldam' && isWeighted && firstEpoch(loss.reweightFrom, training.epochs) === 1) {
    advice.push({
      code: 'margins-and-weighted',
      path: 'loss.reweightFrom',
      message:
        'LDAM with class weights from the first epoch corrects twice while features are learnt. Defer the weights: its paper lets them count after 0.8 of the epochs.',
    })
  }
  return advice
}

function idleSchedules({ loss, training: { epochs } }: Advised): LossAdvice[] {
  const advice: LossAdvice[] = []
  if (loss.alpha !== 'none' && firstEpoch(loss.reweightFrom, epochs) > epochs) {
    const from = firstEpoch(loss.reweightFrom, epochs)
    advice.push({
      code: 'weights-never-count',
      path: 'loss.reweightFrom',
      message: `Class weights would count from epoch ${from} on, but the run has ${epochs}. Let them count earlier, or from a share of the epochs such as 0.8.`,
    })
  }
  const isStep = loss.kind === 'focal' && loss.gammaSchedule === 'step'
  if (isStep && firstEpoch(loss.gammaFrom, epochs) > epochs) {
    const from = firstEpoch(loss.gammaFrom, epochs)
    advice.push({
      code: 'gamma-never-steps',
      path: 'loss.gammaFrom',
      message: `γ would change at epoch ${from}, but the run has ${epochs}. Let it change earlier, or at a share of the epochs such as 0.5.`,
    })
  }
  return advice
}

function scaleAdvice({ loss, training }: Advised): LossAdvice[] {
  const advice: LossAdvice[] = []
  const varies = gammaVaries(loss, training.epochs)
  if (loss.kind === 'focal' && loss.gamma === 0 && !varies) {
    advice.push({
      code: 'gamma-zero',
      path: 'loss.gamma',
      message: 'Focal loss with γ = 0 is cross-entropy.',
    })
  }
  if (training.bestBy === 'loss' && (varies || isDeferred(loss, training.epochs))) {
    advice.push({
      code: 'best-by-changing-loss',
      path: 'training.bestBy',
      message:
        'The loss changes its scale from epoch to epoch, so its lowest value does not find the best one. Choose balancedAccuracy or crossEntropy.',
    })
  }
  return advice
}

function hasUnequalWeights(alpha: RunConfig['loss']['alpha']): boolean {
  if (Array.isArray(alpha)) return new Set(alpha).size > 1
  return typeof alpha === 'string' && alpha !== 'none'
}
