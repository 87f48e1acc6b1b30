/**
 * Training by whole steps: forward pass, loss, gradient and update are one graph, which the native library runs in one
 * call. docs/compiled-training.md tells how. It needs tfjs-node as tfjs's backend, and knows nothing of runs, epochs and
 * files.
 */
import type { Split } from '@shared/domain/metrics'
import { badInput, FocalError } from '@shared/errors'
import type { NamedTensor, TrainingState } from '../step/step-engine'
import { compileGraph, type CompiledGraph, type CompileOptions } from './compile-graph'
import { splitValues } from './resident-data'
import type { Feed, GraphCall } from './session'
import { SplitEvaluation, type RowMeasures } from './split-evaluation'
import type { TrainingBody } from './training-body'
import { slotName } from './training-graph'

/** How far the first loss of the graph may be from that of the single operations, relative to it. */
const firstLossTolerance = 1e-3

export interface Evaluation extends RowMeasures {
  /** What to divide the sum of the trained loss by. */
  lossDivisor: number
  /** What to divide the sum of the cross-entropy by. */
  crossEntropyDivisor: number
}

/**
 * Makes and loads the graph, and checks its first loss.
 * @throws FocalError `unsupported` where a step cannot be compiled; the message says why, to go on a sentence
 */
export function compileTraining(options: CompileOptions): CompiledTraining {
  return new CompiledTraining(options, compileGraph(options))
}

export class CompiledTraining {
  private readonly bodies: readonly (TrainingBody & { run: GraphCall })[]
  private readonly evaluations: Record<Split, SplitEvaluation>
  private readonly runPenalty: GraphCall | null
  private readonly weightNames: string[]
  private readonly slotNames: string[]
  private stepsDone = 0

  constructor(
    private readonly options: CompileOptions,
    private readonly compiled: CompiledGraph,
  ) {
    const { session, graph, training, evaluation, penalty } = compiled
    const { weights, optimizer } = graph
    this.bodies = training.map((body) => ({ ...body, run: session.call(feedsOf(body), [body.losses]) }))
    const classes = options.classCounts.length
    this.evaluations = {
      train: new SplitEvaluation(session, evaluation.train, classes, this.isMultiLabel),
      validation: new SplitEvaluation(session, evaluation.validation, classes, this.isMultiLabel),
    }
    this.runPenalty = penalty === null ? null : session.call([], [penalty])
    const scheduled = new Set(compiled.scheduled.map(({ name }) => name))
    this.weightNames = weights.map(({ name }) => name).filter((name) => !scheduled.has(name))
    const trainable = weights.filter(({ isTrainable }) => isTrainable)
    this.slotNames = optimizer.slots.flatMap((slot) => trainable.map(({ name }) => slotName(slot, name)))
    this.writeData()
    this.beginEpoch(1)
    const first = this.firstWeights()
    this.load({ weights: first })
    this.checkFirstLoss()
    this.load({ weights: first })
  }

  /** Whether a row may have several labels; its loss is then always one of sigmoids. */
  private get isMultiLabel(): boolean {
    return this.options.data.train.targets !== undefined
  }

  /** Parts that the columns of large weights are cut into; 1 where none is. */
  get columnParts(): number {
    const { variables } = this.compiled.graph
    return Math.max(1, ...this.weightNames.map((name) => variables.get(name).parts.length))
  }

  /** Sets what the loss's schedules change: γ and class weights of an epoch (from 1). */
  beginEpoch(epoch: number): void {
    const { graph, session, scheduled } = this.compiled
    if (scheduled.length === 0) return
    graph.variables.write(session, new Map(scheduled.map(({ name, valuesIn }) => [name, valuesIn(epoch)])))
  }

  /** One optimiser step on the rows at `positions`. @returns the loss before the update */
  step(positions: Int32Array, learningRate = this.options.optimizer.learningRate): number {
    return this.steps([positions], [learningRate])[0]!
  }

  /**
   * One optimiser step for each batch, in order.
   * @param batches positions in the training split, each batch of a size that was compiled
   * @param learningRates one a step; the optimiser's own where they are left out
   * @returns the loss of each step, before its update
   * @throws FocalError `bad-input` for a batch of another size
   */
  steps(batches: readonly Int32Array[], learningRates?: readonly number[]): Float32Array {
    const losses = new Float32Array(batches.length)
    for (let done = 0; done < batches.length;) {
      const body = this.bodyFor(batches, done)
      const end = done + body.steps
      losses.set(this.runBody(body, batches.slice(done, end), learningRates?.slice(done, end)), done)
      done = end
    }
    return losses
  }

  /** Measures a split at the present weights, or its rows from `start` up to `end`. */
  evaluate(split: Split, start = 0, end = this.options.data[split].labels.length): Evaluation {
    const measures = this.evaluations[split].measure(start, end)
    const { activation, reduction } = this.options.loss
    const rows = end - start
    const terms = rows * (activation === 'softmax' ? 1 : this.options.classCounts.length)
    return {
      ...measures,
      lossDivisor: reduction === 'mean' ? terms : measures.lossWeights,
      crossEntropyDivisor: this.isMultiLabel ? terms : rows,
    }
  }

  /** Logits of the same rows, row-major, rows × classes. */
  logits(split: Split, start = 0, end = this.options.data[split].labels.length): Float32Array {
    return this.evaluations[split].logits(start, end)
  }

  /** The L2 penalty that is part of the trained loss, at the present weights. */
  penalty(): number {
    return this.runPenalty === null ? 0 : this.runPenalty()[0]![0]!
  }

  weights(): NamedTensor[] {
    return this.compiled.graph.variables.read(this.compiled.session, this.weightNames)
  }

  /** Everything that a step changes. */
  state(): TrainingState {
    const slots = this.compiled.graph.variables.read(this.compiled.session, this.slotNames)
    return { step: this.stepsDone, weights: this.weights(), slots }
  }

  /**
   * Goes on from a state, or from weights alone with the optimiser as at its start.
   * @throws FocalError `bad-input` where it is of another model or optimiser
   */
  load({ weights, slots, step = 0 }: Pick<TrainingState, 'weights'> & Partial<TrainingState>): void {
    const { graph, session } = this.compiled
    const values = new Map<string, Float32Array>()
    const stored = new Map([...weights, ...(slots ?? [])].map((tensor) => [tensor.name, tensor]))
    for (const name of this.weightNames)
      values.set(name, requireTensor(stored, name, graph.variables.get(name).shape))
    for (const name of this.slotNames) {
      const { shape } = graph.variables.get(name)
      values.set(name, slots === undefined ? zeros(shape) : requireTensor(stored, name, shape))
    }
    graph.variables.write(session, values)
    this.stepsDone = step
  }

  dispose(): void {
    const { model, clock } = this.options.built
    this.compiled.session.dispose()
    for (const { variable } of this.compiled.scheduled) variable.dispose()
    clock.dispose()
    model.dispose()
  }

  private runBody(
    body: TrainingBody & { run: GraphCall },
    batches: readonly Int32Array[],
    learningRates: readonly number[] | undefined,
  ): ArrayLike<number> {
    const { optimizer } = this.compiled.graph
    const numbers = Int32Array.from(batches, (_, i) => this.stepsDone + 1 + i)
    const scalars = batches.flatMap((_, i) =>
      optimizer.scalars(numbers[i]!, learningRates?.[i] ?? this.options.optimizer.learningRate),
    )
    const values = [
      batches.length === 1 ? batches[0]! : joined(batches, body.size),
      Float32Array.from(scalars),
    ]
    this.stepsDone += batches.length
    return body.run(...values, ...(body.stepNumbers === null ? [] : [numbers]))[0]!
  }

  /** The body with the most steps for the batches from `start` on. */
  private bodyFor(batches: readonly Int32Array[], start: number) {
    const { length } = batches[start]!
    let best: (typeof this.bodies)[number] | null = null
    for (const body of this.bodies) {
      const isLonger = body.size === length && body.steps > (best?.steps ?? 0)
      if (isLonger && hasRun(batches, start, body)) best = body
    }
    if (best !== null) return best
    throw badInput(`No step was compiled for a batch of ${length} rows.`, {
      batchSizes: this.options.batchSizes,
    })
  }

  private writeData(): void {
    const { graph, session } = this.compiled
    const values = [
      ...splitValues(graph.data.train, this.options.data.train),
      ...splitValues(graph.data.validation, this.options.data.validation),
    ]
    graph.variables.write(session, new Map(values))
  }

  private firstWeights(): NamedTensor[] {
    const ofModel = this.compiled.graph.weights.filter(({ name }) => this.weightNames.includes(name))
    return ofModel.map(({ name, variable }) => ({
      name,
      shape: variable.shape,
      values: Float32Array.from(variable.dataSync()),
    }))
  }

  /** The graph's loss on the recorded batch must be the recorded one. */
  private checkFirstLoss(): void {
    const { positions, loss: expected } = this.compiled.sample
    const loss = this.step(positions)
    if (!(Math.abs(loss - expected) > firstLossTolerance * Math.abs(expected))) return
    throw new FocalError({
      code: 'unsupported',
      message: `the compiled step has a loss of ${loss} where single operations have ${expected}`,
    })
  }
}

function feedsOf({ positions, scalars, stepNumbers }: TrainingBody): Feed[] {
  return [positions, scalars, ...(stepNumbers === null ? [] : [stepNumbers])]
}

/** Whether as many batches as a body takes are there, all of its size. */
function hasRun(batches: readonly Int32Array[], start: number, { size, steps }: TrainingBody): boolean {
  if (start + steps > batches.length) return false
  for (let i = start; i < start + steps; i++) if (batches[i]!.length !== size) return false
  return true
}

function joined(batches: readonly Int32Array[], size: number): Int32Array {
  const positions = new Int32Array(batches.length * size)
  batches.forEach((batch, i) => positions.set(batch, i * size))
  return positions
}

function zeros(shape: readonly number[]): Float32Array {
  return new Float32Array(shape.reduce((product, size) => product * size, 1))
}

function requireTensor(
  stored: ReadonlyMap<string, NamedTensor>,
  name: string,
  shape: readonly number[],
): Float32Array {
  const tensor = stored.get(name)
  if (tensor === undefined || tensor.shape.join() !== shape.join()) {
    throw badInput(
      `The checkpoint does not fit the model: "${name}" is missing or of another shape. Begin the run anew.`,
    )
  }
  return tensor.values
}
