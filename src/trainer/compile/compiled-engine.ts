/**
 * Training by whole steps: forward pass, loss, gradient and update are one graph, which the native library runs in one
 * call. The graph is made by writing down one eager step (recorder.ts): docs/compiled-training.md tells how.
 */
import * as tf from '@tensorflow/tfjs'
import type { RunConfig } from '@shared/config/run-config'
import type { Split } from '@shared/domain/metrics'
import { FocalError } from '@shared/errors'
import type { RunData, SplitData } from '../data/run-data'
import { createCrossEntropy, createTrainingLoss } from '../losses/training-loss'
import type { BuiltModel } from '../models/build-model'
import { createOptimizer } from '../optimizers/create-optimizer'
import type { NamedTensor, SplitPart, StepEngine, TrainingState } from '../step/step-engine'
import { dataTypes, GraphBuilder, type Output } from './graph'
import { gatherRows, record, tensorId, type Recording } from './recorder'
import { addRecording } from './replay'
import { GraphSession, type Feed } from './session'
import { updateOperation } from './update-operations'
import { Variables } from './variables'

const evaluationRows = 2048

/** A part of the graph for batches of one size. */
interface TrainingBody {
  positions: Output
  loss: Output
}

interface EvaluationBody {
  positions: Output
  /** loss sum, divisor, cross-entropy sum, predictions */
  measures: Output[]
  logits: Output
}

/**
 * Records and loads the graph of a run; `built` belongs to the engine from here on.
 * @throws FocalError `unsupported` where a step cannot be written down; the message says why
 */
export function createCompiledEngine(built: BuiltModel, config: RunConfig, data: RunData): StepEngine {
  const { model, clock, hasDropout } = built
  const optimizer = createOptimizer(config.optimizer)
  const trainingLoss = createTrainingLoss(config.loss, data.train.counts)
  const crossEntropy = createCrossEntropy(config.loss)
  const oneHotRows = tf.eye(data.labels.length)
  const trainable = model.trainableWeights.map((weight) => weight.read() as tf.Variable)
  const builder = new GraphBuilder()
  const variables = new Variables(builder)

  const weights = model.weights.map((weight) => ({
    name: weight.originalName,
    tensor: weight.read() as tf.Variable,
    trainable: model.trainableWeights.includes(weight),
    variable: variables.declare(weight.originalName, weight.read().shape),
  }))
  const slotNames = optimizer.slots.flatMap((slot) => model.trainableWeights.map(({ originalName }) => `${slot}/${originalName}`))
  for (const slot of optimizer.slots) {
    for (const weight of model.trainableWeights) variables.declare(`${slot}/${weight.originalName}`, weight.read().shape)
  }
  const splits = { train: resident('train', data.train), validation: resident('validation', data.validation) }
  const scalars = builder.placeholder('scalars', dataTypes.float32, [optimizer.scalars(1, 1).length])
  const scalarOutputs = splitScalars(builder, scalars, optimizer.scalars(1, 1).length)
  const stepFeed = builder.placeholder('step', dataTypes.int32, [1])

  function resident(split: Split, { values, rows }: SplitData) {
    const shape = [rows.length, ...built.inputShape]
    return {
      rows,
      inputs: variables.declare(`data/${split}/inputs`, shape),
      labels: variables.declare(`data/${split}/labels`, [rows.length], dataTypes.int32),
      // A few rows stand for the data while a body is recorded; the graph reads the variable.
      sampleInputs: tf.tensor(values.subarray(0, values.length), shape),
      sampleLabels: tf.tensor1d(data[split].classes, 'int32'),
    }
  }

  function forward(inputs: tf.Tensor, training: boolean): tf.Tensor2D {
    return model.apply(inputs, { training }) as tf.Tensor2D
  }

  function batchOf(split: Split, positions: tf.Tensor1D): { inputs: tf.Tensor; labels: tf.Tensor2D } {
    const { sampleInputs, sampleLabels } = splits[split]
    return {
      inputs: gatherRows(sampleInputs, positions),
      labels: gatherRows(oneHotRows, gatherRows(sampleLabels, positions)) as tf.Tensor2D,
    }
  }

  /** What recorded tensors are in the graph. Variables are read once a body. */
  function bindings(split: Split, positions: { id: number; output: Output }): { map: Map<number, Output>; reads: Map<string, Output> } {
    const map = new Map<number, Output>([[positions.id, positions.output]])
    const reads = new Map<string, Output>()
    for (const { name, tensor, variable } of weights) {
      const read = builder.add('ReadVariableOp', [variable.handle], { dtype: { type: dataTypes.float32 } }, name)
      reads.set(name, read)
      map.set(tensorId(tensor), read)
    }
    const { inputs, labels, sampleInputs, sampleLabels } = splits[split]
    map.set(tensorId(sampleInputs), inputs.read)
    map.set(tensorId(sampleLabels), labels.read)
    if (hasDropout) map.set(clock.tensorId(tensorId), stepFeed)
    return { map, reads }
  }

  /** Writes down one step on the rows at `positions`. The model's weights are as before afterwards. */
  function recordStep(positions: Int32Array, step: number) {
    return tidied(() => {
      if (hasDropout) clock.setStep(step)
      const batch = tf.tensor1d(positions, 'int32')
      const positionsId = tensorId(batch)
      const before = weights.map(({ tensor }) => tensor.clone())
      const bound = tensorIds()
      const { result, recording } = record(() => {
        const { inputs, labels } = batchOf('train', batch)
        const { value, grads } = tf.variableGrads(() => {
          const loss = trainingLoss.batch(forward(inputs, true), labels)
          return model.calculateLosses().reduce<tf.Scalar>((sum, penalty) => tf.add(sum, penalty), loss)
        }, trainable)
        const gradients = clip(trainable.map((variable) => grads[variable.name]!))
        return { loss: tensorId(value), gradients: gradients.map(tensorId), after: weights.map(({ tensor }) => tensorId(tensor)) }
      })
      weights.forEach(({ tensor }, i) => {
        if (tensorId(tensor) !== bound[i]) tensor.assign(before[i]!)
      })
      return { positionsId, bound, recording, ...result }
    })
  }

  function tensorIds(): number[] {
    return weights.map(({ tensor }) => tensorId(tensor))
  }

  function clip(gradients: tf.Tensor[]): tf.Tensor[] {
    const { clipNorm } = config.optimizer
    if (clipNorm === null) return gradients
    const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))))
    const factor = tf.div(clipNorm, tf.maximum(norm, clipNorm))
    return gradients.map((gradient) => tf.mul(gradient, factor))
  }

  function addTrainingBody(size: number): TrainingBody {
    return builder.within(`train.${size}`, () => {
      const positions = builder.placeholder('positions', dataTypes.int32, [size])
      const rows = data.train.rows.length
      // Once for nothing: what is brought to the library on first use must not look like part of the step.
      recordStep(new Int32Array(size), 1)
      const first = recordStep(Int32Array.from({ length: size }, (_, i) => i % rows), 1)
      const second = recordStep(Int32Array.from({ length: size }, (_, i) => (rows - 1 - i + size * rows) % rows), 2)
      requireSameConstants(first, second)
      const { map, reads } = bindings('train', { id: first.positionsId, output: positions })
      // The weights' tensors may have been replaced since the recording: bind the ids that it saw.
      weights.forEach(({ name }, i) => map.set(first.bound[i]!, reads.get(name)!))
      const changed = weights.flatMap((weight, i) =>
        first.after[i] === first.bound[i] ? [] : [{ ...weight, id: first.after[i]! }],
      )
      const outputs = addRecording(builder, first.recording, map, [first.loss, ...first.gradients, ...changed.map(({ id }) => id)])
      const loss = outputs[0]!
      const gradients = outputs.slice(1, 1 + first.gradients.length)
      const addUpdate = updateOperation(builder, config.optimizer)
      const updates = model.trainableWeights.map(({ originalName: name }, i) =>
        addUpdate({
          handle: variables.get(name)!.handle,
          slots: optimizer.slots.map((slot) => variables.get(`${slot}/${name}`)!.handle),
          gradient: gradients[i]!,
          scalars: scalarOutputs,
          after: [`^${reads.get(name)!}`],
        }),
      )
      const assignments = changed.map(({ variable, name }, i) =>
        builder.add(
          'AssignVariableOp',
          [variable.handle, outputs[1 + gradients.length + i]!, `^${reads.get(name)!}`],
          { dtype: { type: dataTypes.float32 } },
          `${name}/moved`,
        ),
      )
      return { positions, loss: builder.fetchAfter(loss, dataTypes.float32, [...updates, ...assignments], 'loss') }
    })
  }

  function addEvaluationBody(split: Split, size: number): EvaluationBody {
    return builder.within(`evaluate.${split}.${size}`, () => {
      const positions = builder.placeholder('positions', dataTypes.int32, [size])
      const recorded = tidied(() => {
        const batch = tf.tensor1d(Int32Array.from({ length: size }, (_, i) => i), 'int32')
        const positionsId = tensorId(batch)
        const { result, recording } = record(() => {
          const { inputs, labels } = batchOf(split, batch)
          const outputs = forward(inputs, false)
          const trained = trainingLoss.sumTensors(outputs, labels)
          const plain = crossEntropy.sumTensors(outputs, labels)
          return [trained.loss, trained.divisor, plain.loss, tf.argMax(outputs, 1), outputs].map(tensorId)
        })
        return { positionsId, ids: result, recording }
      })
      const { map } = bindings(split, { id: recorded.positionsId, output: positions })
      const outputs = addRecording(builder, recorded.recording, map, recorded.ids)
      return { positions, measures: outputs.slice(0, 4), logits: outputs[4]! }
    })
  }

  const bodies = new Map<number, TrainingBody>()
  const { batchSize } = config.training
  const lastBatch = data.train.rows.length % batchSize
  for (const size of new Set([Math.min(batchSize, data.train.rows.length), ...(lastBatch > 0 ? [lastBatch] : [])])) {
    bodies.set(size, addTrainingBody(size))
  }
  const evaluations = new Map<string, EvaluationBody>()
  for (const split of ['train', 'validation'] as const) {
    const rows = data[split].rows.length
    for (const size of new Set([Math.min(evaluationRows, rows), rows % evaluationRows || Math.min(evaluationRows, rows)])) {
      evaluations.set(`${split} ${size}`, addEvaluationBody(split, size))
    }
  }
  const penaltyOutput = addPenalty()

  function addPenalty(): Output | null {
    if (model.calculateLosses().length === 0) return null
    return builder.within('penalty', () => {
      const { result, recording } = tidied(() =>
        record(() => tensorId(model.calculateLosses().reduce<tf.Scalar>((sum, one) => tf.add(sum, one), tf.scalar(0)))),
      )
      const { map } = bindings('train', { id: -1, output: '' })
      return addRecording(builder, recording, map, [result])[0]!
    })
  }

  const session = GraphSession.load(builder.nodes)
  let step = 0
  for (const { name, tensor } of weights) variables.write(session, name, tensor.dataSync<'float32'>() as Float32Array)
  for (const name of slotNames) variables.write(session, name, new Float32Array(tf.util.sizeFromShape(variables.get(name)!.shape)))
  for (const split of ['train', 'validation'] as const) {
    variables.write(session, `data/${split}/inputs`, data[split].values)
    variables.write(session, `data/${split}/labels`, data[split].classes)
    tf.dispose([splits[split].sampleInputs, splits[split].sampleLabels])
  }

  function trainBatch(positions: Int32Array, learningRate: number): number {
    step += 1
    const body = bodies.get(positions.length)
    if (body === undefined) throw new FocalError({ code: 'internal', message: `No step was compiled for ${positions.length} rows.` })
    const values = optimizer.scalars(step, learningRate)
    const feeds: Feed[] = [
      { name: body.positions, dtype: dataTypes.int32, shape: [positions.length], values: positions },
      { name: scalars, dtype: dataTypes.float32, shape: [values.length], values: Float32Array.from(values) },
    ]
    if (hasDropout) feeds.push({ name: stepFeed, dtype: dataTypes.int32, shape: [1], values: Int32Array.of(step) })
    return session.run(feeds, [body.loss])[0]![0]!
  }

  function train(batches: readonly Int32Array[], learningRates: readonly number[]): Float32Array {
    return Float32Array.from(batches, (positions, i) => trainBatch(positions, learningRates[i]!))
  }

  function runEvaluation(split: Split, start: number, end: number, fetches: (body: EvaluationBody) => Output[]) {
    const body = evaluations.get(`${split} ${end - start}`)
    if (body === undefined) throw new FocalError({ code: 'internal', message: `No evaluation was compiled for ${end - start} rows.` })
    const positions = Int32Array.from({ length: end - start }, (_, i) => start + i)
    const feed = { name: body.positions, dtype: dataTypes.int32, shape: [end - start], values: positions }
    return session.run([feed], fetches(body))
  }

  function evaluate(split: Split, start: number, end: number): SplitPart {
    const [loss, divisor, plain, predictions] = runEvaluation(split, start, end, (body) => body.measures)
    return {
      loss: loss![0]!,
      lossDivisor: divisor![0]!,
      crossEntropy: plain![0]!,
      crossEntropyDivisor: config.loss.activation === 'softmax' ? end - start : (end - start) * data.labels.length,
      predictions: Int32Array.from(predictions!),
    }
  }

  function readState(): TrainingState {
    return {
      step,
      weights: variables.read(session, weights.map(({ name }) => name)),
      slots: variables.read(session, slotNames),
    }
  }

  function loadState(state: TrainingState): void {
    const stored = new Map([...state.weights, ...state.slots].map((tensor) => [tensor.name, tensor]))
    for (const name of [...weights.map((weight) => weight.name), ...slotNames]) {
      variables.write(session, name, requireTensor(stored, name, variables.get(name)!.shape))
    }
    step = state.step
  }

  return {
    compiled: true,
    fallbackReason: null,
    parameters: trainable.reduce((sum, { size }) => sum + size, 0),
    evaluationRows,
    train,
    evaluate,
    logits: (split, start, end) => Float32Array.from(runEvaluation(split, start, end, (body) => [body.logits])[0]!),
    penalty: () => (penaltyOutput === null ? 0 : session.run([], [penaltyOutput])[0]![0]!),
    readState,
    loadState,
    topology: () => JSON.stringify(model.toJSON(null, false)),
    dispose() {
      session.dispose()
      clock.dispose()
      oneHotRows.dispose()
      model.dispose()
    },
  }
}

/** tf.tidy for what gives back no tensors. */
function tidied<Result>(run: () => Result): Result {
  const engine = tf.engine()
  engine.startScope()
  try {
    return run()
  } finally {
    engine.endScope()
  }
}

/** The fed vector of scalars as one scalar output each. */
function splitScalars(builder: GraphBuilder, scalars: Output, count: number): Output[] {
  const int = (value: number): Output => builder.constant(Int32Array.of(value), [1], dataTypes.int32)
  return Array.from({ length: count }, (_, i) =>
    builder.add('StridedSlice', [scalars, int(i), int(i + 1), int(1)], {
      T: { type: dataTypes.float32 },
      Index: { type: dataTypes.int32 },
      shrink_axis_mask: { i: 1 },
    }),
  )
}

/**
 * Two recordings of the same step with other data must differ in nothing but the data. A constant that differs was
 * computed in JavaScript from the data: a graph would freeze it.
 */
function requireSameConstants(a: { recording: Recording; positionsId: number }, b: typeof a): void {
  const [left, right] = [a, b].map(({ recording }) => [...recording.constants.values()])
  const same =
    a.recording.operations.length === b.recording.operations.length &&
    left!.length === right!.length &&
    left!.every(({ values }, i) => values.length === right![i]!.values.length && values.every((value, k) => Object.is(value, right![i]!.values[k])))
  if (!same) {
    throw new FocalError({ code: 'unsupported', message: 'a layer computes with the data outside of the library' })
  }
}

function requireTensor(stored: ReadonlyMap<string, NamedTensor>, name: string, shape: readonly number[]): Float32Array {
  const tensor = stored.get(name)
  if (tensor === undefined || tensor.shape.join() !== shape.join()) {
    throw new FocalError({
      code: 'bad-input',
      message: `The checkpoint does not fit the model: "${name}" is missing or of another shape. Begin the run anew.`,
    })
  }
  return tensor.values
}
