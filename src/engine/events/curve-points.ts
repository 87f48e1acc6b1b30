/** What a trainer sends, as points of curves. */
import type { CurvePoints } from '@shared/contract/curves'
import { classMetrics, type EpochRecord, type Split, type SplitScores } from '@shared/domain/metrics'
import type { FromTrainer } from '@shared/trainer-protocol'

type StepsMessage = Extract<FromTrainer, { type: 'steps' }>

/** The train loss of consecutive steps. */
export function stepPoints(runId: string, { epoch, firstStep, losses, seconds }: StepsMessage): CurvePoints {
  return {
    runId,
    metric: 'loss',
    split: 'train',
    classIndex: null,
    resolution: 'step',
    step: Array.from(losses, (_, i) => firstStep + i),
    epoch: Array.from(losses, () => epoch),
    seconds: Array.from(seconds),
    value: Array.from(losses),
  }
}

/** One point of every curve by epoch. A metric that is not defined for a class has no point. */
export function epochPoints(runId: string, record: EpochRecord): CurvePoints[] {
  const place = {
    runId,
    resolution: 'epoch' as const,
    step: [record.step],
    epoch: [record.epoch],
    seconds: [record.seconds],
  }
  const rate: CurvePoints = {
    ...place,
    metric: 'learningRate',
    split: 'train',
    classIndex: null,
    value: [record.learningRate],
  }
  return [
    rate,
    ...splitPoints(place, 'train', record.train),
    ...splitPoints(place, 'validation', record.validation),
  ]
}

type Place = Pick<CurvePoints, 'runId' | 'resolution' | 'step' | 'epoch' | 'seconds'>

const splitMetrics = ['loss', 'crossEntropy', 'accuracy', 'balancedAccuracy', 'macroF1'] as const

function splitPoints(place: Place, split: Split, scores: SplitScores): CurvePoints[] {
  const overall = splitMetrics.map((metric): CurvePoints => {
    return { ...place, metric, split, classIndex: null, value: [scores[metric]] }
  })
  const byClass = scores.perClass.flatMap((scored, classIndex) =>
    classMetrics.flatMap((metric): CurvePoints[] => {
      const value = scored[metric]
      return value === null ? [] : [{ ...place, metric, split, classIndex, value: [value] }]
    }),
  )
  return [...overall, ...byClass]
}
