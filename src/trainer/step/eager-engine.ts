/** Training by single tfjs operations, on any backend. */
import * as tf from '@tensorflow/tfjs'
import type { RunConfig } from '@shared/config/run-config'
import { probabilityBins, type Split } from '@shared/domain/metrics'
import { badInput } from '@shared/errors'
import type { RunData, SplitData } from '../data/run-data'
import { createCrossEntropy, createTrainingLoss } from '../losses/training-loss'
import type { BuiltModel } from '../models/build-model'
import { createOptimizer } from '../optimizers/create-optimizer'
import { flatLayout, flatten, unflatten } from './flat-parameters'
import { trueProbabilityBins } from './probability-bins'
import type { NamedTensor, SplitPart, StepEngine, TrainingState } from './step-engine'

/** Rows measured at once: enough to be fast, few enough that the event loop gets its turn. */
const evaluationRows = 512

interface ResidentSplit {
  inputs: tf.Tensor
  labels: tf.Tensor1D
}

/** Copies the data to the backend and gets ready to train; `built` belongs to the engine from here on. */
export function createEagerEngine(built: BuiltModel, config: RunConfig, data: RunData): StepEngine {
  const { model, clock, hasDropout } = built
  const oneHotRows = tf.eye(data.labels.length)
  const trainingLoss = createTrainingLoss(config.loss, data.train.counts, config.training.epochs)
  const crossEntropy = createCrossEntropy(config.loss)
  const optimizer = createOptimizer(config.optimizer)
  const splits: Record<Split, ResidentSplit> = {
    train: makeResident(data.train, built.inputShape),
    validation: makeResident(data.validation, built.inputShape),
  }
  const trainable = model.trainableWeights.map((weight) => weight.read() as tf.Variable)
  const layout = flatLayout(trainable)
  let parameters = tf.tidy(() => tf.keep(flatten(trainable)))
  let slots = optimizer.slots.map(() => tf.zerosLike(parameters))
  let step = 0

  function forward(inputs: tf.Tensor, training: boolean): tf.Tensor2D {
    return model.apply(inputs, { training }) as tf.Tensor2D
  }

  /** Not tf.oneHot: on WebAssembly it is wrong for floats. */
  function oneHot(labels: tf.Tensor1D): tf.Tensor2D {
    return tf.gather(oneHotRows, labels)
  }

  function objective(inputs: tf.Tensor, labels: tf.Tensor2D): tf.Scalar {
    const loss = trainingLoss.batch(forward(inputs, true), labels)
    return model.calculateLosses().reduce<tf.Scalar>((sum, penalty) => tf.add(sum, penalty), loss)
  }

  /** One step; the loss stays on the backend. */
  function trainBatch(positions: Int32Array, learningRate: number): tf.Scalar {
    step += 1
    return tf.tidy(() => {
      if (hasDropout) clock.setStep(step)
      const batch = tf.tensor1d(positions, 'int32')
      const inputs = tf.gather(splits.train.inputs, batch)
      const labels = oneHot(tf.gather(splits.train.labels, batch))
      const { value, grads } = tf.variableGrads(() => objective(inputs, labels), trainable)
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

  function slice(split: Split, start: number, end: number): { inputs: tf.Tensor; labels: tf.Tensor1D } {
    const { inputs, labels } = splits[split]
    return { inputs: tf.slice(inputs, start, end - start), labels: tf.slice(labels, start, end - start) }
  }

  function evaluate(split: Split, start: number, end: number): SplitPart {
    return tf.tidy(() => {
      const { inputs, labels } = slice(split, start, end)
      const outputs = forward(inputs, false)
      const truth = oneHot(labels)
      const trained = trainingLoss.sums(outputs, truth)
      const plain = crossEntropy.sumTensors(outputs, truth, null)
      const predictions = Int32Array.from(tf.argMax(outputs, 1).dataSync())
      return {
        loss: trained.loss,
        lossDivisor: trained.divisor,
        crossEntropy: plain.loss.dataSync()[0]!,
        crossEntropyDivisor: end - start,
        predictions,
        probabilities: countByClass(
          labels.dataSync(),
          trueProbabilityBins(plain.losses).dataSync(),
          data.labels.length,
        ),
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
      splits.train.labels,
      splits.validation.inputs,
      splits.validation.labels,
    ])
    tf.dispose(trainingLoss.scheduled.map(({ variable }) => variable))
    clock.dispose()
    model.dispose()
  }

  return {
    compiled: false,
    fallbackReason: null,
    parameters: layout.sizes.reduce((sum, size) => sum + size, 0),
    evaluationRows,
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

/** Rows by true class and bin of p_t, row-major. */
function countByClass(labels: ArrayLike<number>, bins: ArrayLike<number>, classes: number): Int32Array {
  const counts = new Int32Array(classes * probabilityBins)
  for (let row = 0; row < labels.length; row++) counts[labels[row]! * probabilityBins + bins[row]!]! += 1
  return counts
}

function makeResident({ values, classes, rows }: SplitData, inputShape: number[]): ResidentSplit {
  return { inputs: tf.tensor(values, [rows.length, ...inputShape]), labels: tf.tensor1d(classes, 'int32') }
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
