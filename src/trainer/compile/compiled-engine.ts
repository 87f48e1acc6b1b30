/** Compiled training as the loop's engine. */
import type { RunConfig } from '@shared/config/run-config'
import type { RunData, SplitData } from '../data/run-data'
import type { BuiltModel } from '../models/build-model'
import type { StepEngine } from '../step/step-engine'
import type { CompileOptions } from './compile-graph'
import { compileTraining } from './compiled-training'
import { evaluationRows } from './evaluation-rows'
import type { SplitRows } from './resident-data'

/** Values of the data that one call measures at most, so that the memory of convolutions stays within bounds. */
const evaluationValues = 400_000
const mostEvaluationRows = 1024

/**
 * Records, loads and checks the graph of a run; `built` belongs to the engine from here on.
 * @throws FocalError `unsupported` where a step cannot be compiled; the message says why, to go on a sentence
 */
export function createCompiledEngine(
  built: BuiltModel,
  config: RunConfig,
  data: RunData,
  options: Pick<CompileOptions, 'stepsPerCall' | 'batchParts' | 'columnCut'>,
): StepEngine {
  const mostRows = Math.min(mostEvaluationRows, Math.max(32, Math.floor(evaluationValues / data.features)))
  const rowsAtOnce = evaluationRows(mostRows, [data.train.rows.length, data.validation.rows.length])
  const training = compileTraining({
    built,
    loss: config.loss,
    classCounts: data.train.counts,
    optimizer: config.optimizer,
    epochs: config.training.epochs,
    data: { train: rowsOf(data.train), validation: rowsOf(data.validation) },
    batchSizes: batchSizes(data.train.rows.length, config.training.batchSize),
    evaluationRows: rowsAtOnce,
    ...options,
  })
  return {
    compiled: true,
    fallbackReason: null,
    parameters: countParameters(built),
    evaluationRows: rowsAtOnce,
    columnParts: training.columnParts,
    beginEpoch: (epoch) => training.beginEpoch(epoch),
    train: (batches, learningRates) => training.steps(batches, learningRates),
    evaluate: (split, start, end) => training.evaluate(split, start, end),
    logits: (split, start, end) => training.logits(split, start, end),
    penalty: () => training.penalty(),
    readState: () => training.state(),
    loadState: (state) => training.load(state),
    topology: () => JSON.stringify(built.model.toJSON(null, false)),
    dispose: () => training.dispose(),
  }
}

/** The size of a whole batch, and that of the last one where it is smaller. */
function batchSizes(rows: number, batchSize: number): number[] {
  const last = rows % batchSize
  if (rows < batchSize) return [rows]
  return last === 0 ? [batchSize] : [batchSize, last]
}

function rowsOf({ values, classes, targets }: SplitData): SplitRows {
  const rows = { inputs: values, labels: classes }
  return targets === null ? rows : { ...rows, targets: Float32Array.from(targets) }
}

function countParameters({ model }: BuiltModel): number {
  return model.trainableWeights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((n, size) => n * (size ?? 1), 1),
    0,
  )
}
