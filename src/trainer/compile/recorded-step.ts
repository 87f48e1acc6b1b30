/** One eager training step and one eager evaluation, written down: the bodies of the graph. */
import * as tf from '@tensorflow/tfjs'
import type { TrainingLoss } from '../losses/training-loss'
import type { BuiltModel } from '../models/build-model'
import { trueProbabilityBins } from '../step/probability-bins'
import { tensorId, type TensorMetadata } from './binding'
import { countAnswers, countClasses } from './evaluation-counts'
import { dataTypes } from './graph'
import { gatherRows } from './native-operations'
import { record, type Recording } from './recorder'
import { sampleBatch, type Batch, type SplitRows } from './resident-data'

/** A weight of the model, with the name that checkpoints know; or what a schedule of the loss sets by epoch. */
export interface TracedWeight {
  name: string
  variable: tf.Variable
  isTrainable: boolean
}

/** What is written down. */
export interface Recipe {
  built: BuiltModel
  weights: readonly TracedWeight[]
  trainingLoss: TrainingLoss
  crossEntropy: TrainingLoss
  /** Largest norm of the whole gradient, or null. */
  clipNorm: number | null
  /** One-hot rows of all classes, [C, C]. */
  oneHotRows: tf.Tensor2D
}

/** What a recording reads: tensor ids, in the order in which a graph binds them. */
export interface RecordedInputs {
  inputs: TensorMetadata
  labels: TensorMetadata
  sampleWeights: TensorMetadata | null
  /** The step's number, which dropout masks follow from; null without dropout. */
  step: TensorMetadata | null
  weights: TensorMetadata[]
}

export interface RecordedStep {
  recording: Recording
  /** Whether it looked at a computed value in JavaScript, to go by it. */
  readsBack: boolean
  inputs: RecordedInputs
  loss: number
  /** One a trainable weight, in order. */
  gradients: number[]
  /** New values of the weights that the forward pass itself moves: batch-norm's averages. */
  moved: { weight: TracedWeight; value: number }[]
  /** What the step computed, to check the graph with. */
  lossValue: number
}

/**
 * Runs and writes down one training step. The model's weights are afterwards what they were.
 * @param positions which of the rows the batch has
 * @param nudged with other weights than the model's: for a second recording, which must come out the same
 */
export function recordTrainingStep(
  recipe: Recipe,
  {
    rows,
    positions,
    step,
    nudged = false,
  }: { rows: SplitRows; positions: Int32Array; step: number; nudged?: boolean },
): RecordedStep {
  const { built, weights, trainingLoss, oneHotRows } = recipe
  const trainable = weights.filter(({ isTrainable }) => isTrainable).map(({ variable }) => variable)
  return scoped(() => {
    const batch = sampleBatch(rows, positions, built.inputShape)
    const before = weights.map(({ variable }) => variable.clone())
    if (nudged) for (const { variable } of weights) variable.assign(tf.add(tf.mul(variable, 1.01), 0.001))
    if (built.hasDropout) built.clock.setStep(step)
    const inputs = recordedInputs(recipe, batch)
    const { result, recording, readsBack } = record(() => {
      const oneHot = targetsOf(batch, oneHotRows)
      const { value, grads } = tf.variableGrads(() => {
        const logits = built.model.apply(batch.inputs, { training: true }) as tf.Tensor2D
        const loss = trainingLoss.batch(logits, oneHot, batch.sampleWeights)
        return built.model.calculateLosses().reduce<tf.Scalar>((sum, penalty) => tf.add(sum, penalty), loss)
      }, trainable)
      const gradients = clipToNorm(
        trainable.map(({ name }) => grads[name]!),
        recipe.clipNorm,
      )
      return { value, loss: tensorId(value), gradients: gradients.map(tensorId) }
    })
    const moved = weights.flatMap((weight, i) => {
      const value = tensorId(weight.variable)
      return value === inputs.weights[i]!.id ? [] : [{ weight, value }]
    })
    weights.forEach(({ variable }, i) => variable.assign(before[i]!))
    return {
      recording,
      readsBack,
      inputs,
      loss: result.loss,
      gradients: result.gradients,
      moved,
      lossValue: result.value.dataSync()[0]!,
    }
  })
}

/** The same as optimizers/create-optimizer.ts, which has all gradients in one vector. */
function clipToNorm(gradients: tf.Tensor[], clipNorm: number | null): tf.Tensor[] {
  if (clipNorm === null) return gradients
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))))
  const factor = tf.div(clipNorm, tf.maximum(norm, clipNorm))
  return gradients.map((gradient) => tf.mul(gradient, factor))
}

export interface RecordedEvaluation {
  recording: Recording
  inputs: RecordedInputs
  /** 1 for rows that count, 0 for those that only fill the batch, [N, 1]. */
  mask: TensorMetadata
  measures: EvaluationMeasures<number>
}

/** Everything that is measured on some rows: tensor ids, or graph outputs. */
export interface EvaluationMeasures<Tensor> {
  /** Sum of the trained loss. */
  loss: Tensor
  /** Sum of the weights that the loss used. */
  lossWeights: Tensor
  /** Sum of the plain cross-entropy. */
  crossEntropy: Tensor
  /** Predicted class of each row; where it may have several labels 1 for each that is predicted. */
  predictions: Tensor
  /** Samples by truth and prediction, C × C; or [true negatives, false positives, false negatives, true positives] of each label. */
  confusion: Tensor
  /** Sum of the trained loss by true class, or by label. */
  classLosses: Tensor
  /** Samples by true class, or that have each label, and bin of p_t, C × bins. */
  probabilities: Tensor
  logits: Tensor
}

/** Runs and writes down the evaluation of some rows at the model's weights. */
export function recordEvaluation(recipe: Recipe, rows: SplitRows, positions: Int32Array): RecordedEvaluation {
  const { built, trainingLoss, crossEntropy, oneHotRows } = recipe
  return scoped(() => {
    const batch = sampleBatch(rows, positions, built.inputShape)
    const mask: tf.Tensor2D = tf.ones([positions.length, 1])
    const maskId = metadata(mask)
    const inputs = recordedInputs(recipe, batch)
    const { result: measures, recording } = record(() => {
      const oneHot = targetsOf(batch, oneHotRows)
      const logits = built.model.apply(batch.inputs, { training: false }) as tf.Tensor2D
      const rowWeights = batch.sampleWeights === null ? mask : tf.mul(batch.sampleWeights, mask)
      const trained = trainingLoss.sumTensors(logits, oneHot, rowWeights as tf.Tensor2D)
      const plain = crossEntropy.sumTensors(logits, oneHot, mask)
      const bins = trueProbabilityBins(plain.losses)
      const counts =
        batch.labels.rank === 1
          ? countClasses(batch.labels as tf.Tensor1D, logits, mask, trained.losses, bins)
          : countAnswers(oneHot, logits, mask, trained.losses, bins)
      const tensors: EvaluationMeasures<tf.Tensor> = {
        loss: trained.loss,
        lossWeights: trained.divisor,
        crossEntropy: plain.loss,
        ...counts,
        logits,
      }
      return mapMeasures(tensors, tensorId)
    })
    return { recording, inputs, mask: maskId, measures }
  })
}

/** The batch's labels as zeros and ones, [N, C]. */
function targetsOf({ labels }: Batch, oneHotRows: tf.Tensor2D): tf.Tensor2D {
  return labels.rank === 1 ? (gatherRows(oneHotRows, labels) as tf.Tensor2D) : (labels as tf.Tensor2D)
}

export function mapMeasures<From, To>(
  measures: EvaluationMeasures<From>,
  change: (measure: From) => To,
): EvaluationMeasures<To> {
  const entries = Object.entries(measures).map(([name, measure]) => [name, change(measure as From)])
  return Object.fromEntries(entries) as EvaluationMeasures<To>
}

/** The L2 penalty, written down; null where the model has none. */
export function recordPenalty(
  recipe: Recipe,
): { recording: Recording; weights: TensorMetadata[]; penalty: number } | null {
  return scoped(() => {
    if (recipe.built.model.calculateLosses().length === 0) return null
    const weights = recipe.weights.map(({ variable }) => metadata(variable))
    const { result, recording } = record(() =>
      recipe.built.model.calculateLosses().reduce<tf.Scalar>((sum, one) => tf.add(sum, one), tf.scalar(0)),
    )
    return { recording, weights, penalty: tensorId(result) }
  })
}

function recordedInputs({ built, weights }: Recipe, batch: Batch): RecordedInputs {
  return {
    inputs: metadata(batch.inputs),
    labels: metadata(batch.labels),
    sampleWeights: batch.sampleWeights === null ? null : metadata(batch.sampleWeights),
    step: built.hasDropout
      ? { id: built.clock.tensorId(tensorId), shape: [1], dtype: dataTypes.int32 }
      : null,
    weights: weights.map(({ variable }) => metadata(variable)),
  }
}

function metadata(tensor: tf.Tensor): TensorMetadata {
  const dtype = tensor.dtype === 'int32' ? dataTypes.int32 : dataTypes.float32
  return { id: tensorId(tensor), shape: tensor.shape, dtype }
}

/** tf.tidy for what gives back no tensors. */
function scoped<Result>(run: () => Result): Result {
  tf.engine().startScope()
  try {
    return run()
  } finally {
    tf.engine().endScope()
  }
}
