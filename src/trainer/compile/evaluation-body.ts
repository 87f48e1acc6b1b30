/** The parts of the graph that measure: rows of a split, and the penalty. */
import type { Split } from '@shared/domain/metrics'
import { dataTypes, type Output } from './graph'
import {
  mapMeasures,
  type EvaluationMeasures,
  type RecordedEvaluation,
  type recordPenalty,
} from './recorded-step'
import { addRecording, type Binding } from './replay'
import type { Feed } from './session'
import { bindRows, bindWeights, readWeights, type TrainingGraph } from './training-graph'

export interface EvaluationBody {
  /** Positions in the split, [rows]. */
  positions: Feed
  /** 1 for rows that count, 0 for those that fill up, [rows, 1]. */
  mask: Feed
  measures: EvaluationMeasures<Output>
}

export function addEvaluationBody(
  graph: TrainingGraph,
  recorded: RecordedEvaluation,
  split: Split,
): EvaluationBody {
  const { builder } = graph
  return builder.within(`evaluate.${split}`, () => {
    const rows = recorded.inputs.labels.shape[0]!
    const positions = builder.placeholder('positions', dataTypes.int32, [rows])
    const mask = builder.placeholder('mask', dataTypes.float32, [rows, 1])
    const bindings = new Map<number, Binding>([
      ...bindRows(graph, split, recorded.inputs, positions),
      ...bindWeights(recorded.inputs.weights, readWeights(graph)),
      [recorded.mask.id, { ...recorded.mask, outputs: [mask] }],
    ])
    const wanted = Object.values(recorded.measures) as number[]
    const batch = { inputs: recorded.inputs.inputs.id, parts: graph.batchParts }
    const outputs = addRecording(builder, recorded.recording, bindings, wanted, { batch })
    const outputOf = new Map(wanted.map((id, i) => [id, outputs[i]![0]!]))
    return {
      positions: { name: positions, dtype: dataTypes.int32, shape: [rows] },
      mask: { name: mask, dtype: dataTypes.float32, shape: [rows, 1] },
      measures: mapMeasures(recorded.measures, (id) => outputOf.get(id)!),
    }
  })
}

/** @returns the penalty to fetch */
export function addPenalty(
  graph: TrainingGraph,
  { recording, weights, penalty }: NonNullable<ReturnType<typeof recordPenalty>>,
): Output {
  return graph.builder.within('penalty', () => {
    const bindings = new Map(bindWeights(weights, readWeights(graph)))
    return addRecording(graph.builder, recording, bindings, [penalty])[0]![0]!
  })
}
