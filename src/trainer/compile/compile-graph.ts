/** From a model, a loss, an optimiser and data to a loaded graph. */
import * as tf from '@tensorflow/tfjs'
import type { LossConfig, OptimizerConfig } from '@shared/config/run-config'
import type { Split } from '@shared/domain/metrics'
import { FocalError } from '@shared/errors'
import { createCrossEntropy, createTrainingLoss } from '../losses/training-loss'
import type { ScheduledTensor } from '../losses/scheduled-tensors'
import type { BuiltModel } from '../models/build-model'
import { createOptimizer } from '../optimizers/create-optimizer'
import { addEvaluationBody, addPenalty, type EvaluationBody } from './evaluation-body'
import { dataTypes, GraphBuilder, type Output } from './graph'
import { recordEvaluation, recordPenalty, recordTrainingStep } from './recorded-step'
import type { RecordedStep, Recipe, TracedWeight } from './recorded-step'
import { declareSplit, type SplitRows } from './resident-data'
import { differenceOfSteps } from './same-step'
import { GraphSession } from './session'
import { columnPartsByWeight, type ColumnCutOptions } from './large-weights'
import { addTrainingBody, type TrainingBody } from './training-body'
import { slotName, type TrainingGraph } from './training-graph'
import { Variables } from './variables'

export interface CompileOptions {
  /** A model whose output is one logit a class; it belongs to the compiled training from here on. */
  built: BuiltModel
  loss: LossConfig
  /** Samples of each class, which class weights, margins and priors follow from. */
  classCounts: readonly number[]
  optimizer: OptimizerConfig
  /** Epochs of the run, which the loss's schedules go by; 1 where they are left out. */
  epochs?: number
  /** Copied to the library, once. */
  data: Record<Split, SplitRows>
  /** Sizes that batches have: a graph has its sizes built in. */
  batchSizes: readonly number[]
  /** Steps that one native call does where there are as many of the first batch size. */
  stepsPerCall: number
  /** Parts of a batch that are computed side by side, where it can be cut evenly; 1 where it is left out. */
  batchParts?: number
  /** How the columns of large weights are cut; they stay whole where it is left out. */
  columnCut?: ColumnCutOptions
  /** Most rows that one native call measures. */
  evaluationRows: number
}

/** A graph in the library, with its first weights and its data. */
export interface CompiledGraph {
  session: GraphSession
  graph: TrainingGraph
  training: readonly TrainingBody[]
  /** A batch, and the loss that the model's own weights have on it. */
  sample: { positions: Int32Array; loss: number }
  evaluation: Record<Split, EvaluationBody>
  /** To fetch; null where the model has no penalty. */
  penalty: Output | null
  /** What the loss's schedules change. */
  scheduled: readonly ScheduledTensor[]
}

/** @throws FocalError `unsupported` where a step cannot be written down; the message goes on a sentence, and says why */
export function compileGraph(options: CompileOptions): CompiledGraph {
  const { data } = options
  const recipe = createRecipe(options)
  try {
    const recorded = options.batchSizes.map((size) => recordChecked(recipe, data.train, size))
    const graph = declareVariables(options, recipe, recorded[0]!)
    const training = recorded.flatMap((step, i) => {
      const counts = i === 0 && options.stepsPerCall > 1 ? [1, options.stepsPerCall] : [1]
      return counts.map((steps) => addTrainingBody(graph, step, steps))
    })
    const sample = {
      positions: firstPositions(data.train, options.batchSizes[0]!),
      loss: recorded[0]!.lossValue,
    }
    const weighted = data.validation.sampleWeights === undefined ? data.train : data.validation
    const evaluated = recordEvaluation(recipe, weighted, firstPositions(weighted, options.evaluationRows))
    const evaluation = {
      train: addEvaluationBody(graph, evaluated, 'train'),
      validation: addEvaluationBody(graph, evaluated, 'validation'),
    }
    const penalized = recordPenalty(recipe)
    const penalty = penalized && addPenalty(graph, penalized)
    const { scheduled } = recipe.trainingLoss
    const session = GraphSession.load(graph.builder.nodes)
    return { session, graph, training, sample, evaluation, penalty, scheduled }
  } finally {
    recipe.oneHotRows.dispose()
    recipe.trainingLoss.dispose()
    recipe.crossEntropy.dispose()
  }
}

function createRecipe({ built, loss, classCounts, optimizer, epochs, data }: CompileOptions): Recipe {
  const { model } = built
  const trainable = new Set(model.trainableWeights)
  const trainingLoss = createTrainingLoss(loss, classCounts, epochs, data.train.labels.length)
  const modelWeights = model.weights.map((weight) => ({
    name: weight.originalName,
    variable: weight.read() as tf.Variable,
    isTrainable: trainable.has(weight),
  }))
  const ofSchedules = trainingLoss.scheduled.map(({ name, variable }) => ({
    name,
    variable,
    isTrainable: false,
  }))
  return {
    built,
    weights: [...modelWeights, ...ofSchedules],
    trainingLoss,
    crossEntropy: createCrossEntropy(loss, data.train.targets !== undefined),
    clipNorm: optimizer.clipNorm,
    oneHotRows: tf.keep(tf.eye(classCounts.length)),
  }
}

/** @param recorded a step, by which it is chosen what is cut */
function declareVariables(
  { optimizer: config, built, data, batchParts = 1, columnCut = { parts: 1 } }: CompileOptions,
  { weights }: Recipe,
  recorded: RecordedStep,
): TrainingGraph {
  const builder = new GraphBuilder()
  const variables = new Variables(builder)
  const optimizer = createOptimizer(config)
  const columnParts = columnPartsByWeight(recorded, weights, columnCut)
  const declare = (name: string, weight: TracedWeight) =>
    variables.declare(name, weight.variable.shape, dataTypes.float32, columnParts.get(weight.name))
  for (const weight of weights) declare(weight.name, weight)
  for (const slot of optimizer.slots) {
    for (const weight of weights) if (weight.isTrainable) declare(slotName(slot, weight.name), weight)
  }
  const resident = {
    train: declareSplit(variables, 'train', data.train, built.inputShape),
    validation: declareSplit(variables, 'validation', data.validation, built.inputShape),
  }
  return { builder, variables, weights, optimizer, optimizerConfig: config, data: resident, batchParts }
}

/** Records a step twice, and compares: what differs between the two must not be built into a graph. */
function recordChecked(recipe: Recipe, rows: SplitRows, size: number): RecordedStep {
  const first = recordTrainingStep(recipe, { rows, positions: firstPositions(rows, size), step: 1 })
  const backwards = firstPositions(rows, size).map((position) => rows.labels.length - 1 - position)
  const second = recordTrainingStep(recipe, { rows, positions: backwards, step: 2, nudged: true })
  const difference = differenceOfSteps(first, second)
  if (difference !== null) throw new FocalError({ code: 'unsupported', message: difference })
  return first
}

/** The first rows of a split, and these again where there are fewer. */
function firstPositions({ labels }: SplitRows, size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => i % labels.length)
}
