/** Training by single tfjs operations, on any backend. */
import * as tf from '@tensorflow/tfjs'
import type { RunConfig } from '@shared/config/run-config'
import type { Split } from '@shared/domain/metrics'
import { badInput } from '@shared/errors'
import type { RunData, SplitData } from '../data/run-data'
import { createCrossEntropy, createTrainingLoss } from '../losses/training-loss'
import type { BuiltModel } from '../models/build-model'
import { createOptimizer } from '../optimizers/create-optimizer'
import { flatLayout, flatten, unflatten } from './flat-parameters'
import { countByClass, countByLabel, trueProbabilityBins } from './probability-bins'
import { predictedLabels } from './predicted-labels'
import type { NamedTensor, SplitPart, StepEngine, TrainingState } from './step-engine'

/** Rows measured at once: enough to be fast, few enough that the event loop gets its turn. */
const evaluationRows = 512

interface ResidentSplit {
  inputs: tf.Tensor
  /** Class numbers, int32 [N]; where rows may have several labels the targets, float32 [N, C]. */
  truth: tf.Tensor
}

/** Copies the data to the backend and gets ready to train; `built` belongs to the engine from here on. */
export function createEagerEngine(built: BuiltModel, config: RunConfig, data: RunData): StepEngine {
  const { model, clock, hasDropout } = built
  const oneHotRows = tf.eye(data.labels.length)
  const trainingLoss = createTrainingLoss(
    config.loss,
    data.train.counts,
    config.training.epochs,
    data.train.rows.length,
  )
  const crossEntropy = createCrossEntropy(config.loss, data.multiLabel)
  const classes = data.labels.length
  const optimizer = createOptimizer(config.optimizer)
  const splits: Record<Split, ResidentSplit> = {
    train: makeResident(data.train, built.inputShape, classes),
    validation: makeResident(data.validation, built.inputShape, classes),
  }
  const trainable = model.trainableWeights.map((weight) => weight.read() as tf.Variable)
  const layout = flatLayout(trainable)
  let parameters = tf.tidy(() => tf.keep(flatten(trainable)))
  let slots = optimizer.slots.map(() => tf.zerosLike(parameters))
  let step = 0

  function forward(inputs: tf.Tensor, training: boolean): tf.Tensor2D {
    return model.apply(inputs, { training }) as tf.Tensor2D
  }

  /** What is true of some rows as zeros and ones, [N, C]. Not by tf.oneHot: on WebAssembly it is wrong for floats. */
  function asTargets(truth: tf.Tensor): tf.Tensor2D {
    return data.multiLabel ? (truth as tf.Tensor2D) : tf.gather(oneHotRows, truth)
  }

  function objective(inputs: tf.Tensor, targets: tf.Tensor2D): tf.Scalar {
    const loss = trainingLoss.batch(forward(inputs, true), targets)
    return model.calculateLosses().reduce<tf.Scalar>((sum, penalty) => tf.add(sum, penalty), loss)
  }

  /** One step; the loss stays on the backend. */
  function trainBatch(positions: Int32Array, learningRate: number): tf.Scalar {
    step += 1
    return tf.tidy(() => {
      if (hasDropout) clock.setStep(step)
      const batch = tf.tensor1d(positions, 'int32')
      const inputs = tf.gather(splits.train.inputs, batch)
      const targets = asTargets(tf.gather(splits.train.truth, batch))
      const { value, grads } = tf.variableGrads(() => objective(inputs, targets), trainable)
      const gradient = flatten(trainable.map((variable) => grads[variable.name]!))
      const scalars = optimizer.scalars(step, learningRate).map((scalar) => tf.scalar(scalar))
      replaceParameters(optimizer.update(parameters, gradient, slots, scalars))
      return value
    })
  }

  function replaceParameters(updated: { parameters: tf.Tensor1D; slots: tf.Tensor1D[] }): void {
    tf.dispose([parameters, slots])
    parameters = tf.keep(updated.parameters)
    slots = updated.slots.map((slot) => tf.keep(slot))
    unflatten(parameters, layout).forEach((value, i) => trainable[i]!.assign(value))
  }

  function beginEpoch(epoch: number): void {
    for (const { variable, valuesIn } of trainingLoss.scheduled) {
      tf.tidy(() => variable.assign(tf.tensor(valuesIn(epoch), variable.shape)))
    }
  }

  function train(batches: readonly Int32Array[], learningRates: readonly number[]): Float32Array {
    const losses = batches.map((positions, i) => trainBatch(positions, learningRates[i]!))
    const values = tf.tidy(() => tf.stack(losses).dataSync<'float32'>())
    tf.dispose(losses)
    return Float32Array.from(values)
  }

  function slice(split: Split, start: number, end: number): ResidentSplit {
    const { inputs, truth } = splits[split]
    return { inputs: tf.slice(inputs, start, end - start), truth: tf.slice(truth, start, end - start) }
  }

  function evaluate(split: Split, start: number, end: number): SplitPart {
    return tf.tidy(() => {
      const { inputs, truth } = slice(split, start, end)
      const outputs = forward(inputs, false)
      const targets = asTargets(truth)
      const trained = trainingLoss.sums(outputs, targets)
      const plain = crossEntropy.sumTensors(outputs, targets, null)
      const predicted = data.multiLabel ? predictedLabels(outputs) : tf.argMax(outputs, 1)
      const bins = trueProbabilityBins(plain.losses).dataSync()
      const countBins = data.multiLabel ? countByLabel : countByClass
      return {
        loss: trained.loss,
        lossDivisor: trained.divisor,
        crossEntropy: plain.loss.dataSync()[0]!,
        crossEntropyDivisor: plain.losses.size,
        predictions: Int32Array.from(predicted.dataSync()),
        probabilities: countBins(truth.dataSync(), bins, classes),
      }
    })
  }

  function logits(split: Split, start: number, end: number): Float32Array {
    return tf.tidy(() => Float32Array.from(forward(slice(split, start, end).inputs, false).dataSync()))
  }

  function penalty(): number {
    return tf.tidy(() => model.calculateLosses().reduce((sum, one) => sum + one.dataSync()[0]!, 0))
  }

  function readState(): TrainingState {
    const weights = model.weights.map((weight) => readTensor(weight.originalName, weight.read()))
    const namedSlots = slots.flatMap((slot, s) =>
      tf.tidy(() =>
        unflatten(slot, layout).map((part, i) =>
          readTensor(`${optimizer.slots[s]}/${model.trainableWeights[i]!.originalName}`, part),
        ),
      ),
    )
    return { step, weights, slots: namedSlots }
  }

  function loadState(state: TrainingState): void {
    const stored = new Map([...state.weights, ...state.slots].map((tensor) => [tensor.name, tensor]))
    tf.tidy(() => {
      for (const weight of model.weights) {
        const shape = weight.shape.map((size) => size ?? 0)
        ;(weight.read() as tf.Variable).assign(storedTensor(stored, weight.originalName, shape))
      }
      const loadedSlots = optimizer.slots.map((slot) =>
        flatten(
          model.trainableWeights.map((weight, i) =>
            storedTensor(stored, `${slot}/${weight.originalName}`, layout.shapes[i]!),
          ),
        ),
      )
      replaceParameters({ parameters: flatten(trainable), slots: loadedSlots })
    })
    step = state.step
  }

  function dispose(): void {
    tf.dispose([
      parameters,
      slots,
      oneHotRows,
      splits.train.inputs,
      splits.train.truth,
      splits.validation.inputs,
      splits.validation.truth,
    ])
    tf.dispose(trainingLoss.scheduled.map(({ variable }) => variable))
    trainingLoss.dispose()
    crossEntropy.dispose()
    clock.dispose()
    model.dispose()
  }

  return {
    compiled: false,
    fallbackReason: null,
    parameters: layout.sizes.reduce((sum, size) => sum + size, 0),
    evaluationRows,
    columnParts: 1,
    beginEpoch,
    train,
    evaluate,
    logits,
    penalty,
    readState,
    loadState,
    topology: () => JSON.stringify(model.toJSON(null, false)),
    dispose,
  }
}

function makeResident(
  { values, classes, targets, rows }: SplitData,
  inputShape: number[],
  labels: number,
): ResidentSplit {
  const inputs = tf.tensor(values, [rows.length, ...inputShape])
  if (targets === null) return { inputs, truth: tf.tensor1d(classes, 'int32') }
  return { inputs, truth: tf.tensor2d(Float32Array.from(targets), [rows.length, labels]) }
}

function readTensor(name: string, tensor: tf.Tensor): NamedTensor {
  return { name, shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) }
}

function storedTensor(stored: Map<string, NamedTensor>, name: string, shape: number[]): tf.Tensor {
  const tensor = stored.get(name)
  if (tensor === undefined || tensor.shape.join() !== shape.join()) {
    throw badInput(
      `The checkpoint does not fit the model: "${name}" is missing or of another shape. Begin the run anew.`,
    )
  }
  return tf.tensor(tensor.values, shape)
}
