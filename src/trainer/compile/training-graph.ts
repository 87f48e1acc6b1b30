/** What all bodies of a compiled graph share: its variables, and how recorded tensors are bound to them. */
import type { OptimizerConfig } from '@shared/config/run-config'
import type { Split } from '@shared/domain/metrics'
import type { Optimizer } from '../optimizers/optimizer'
import type { TensorMetadata } from './binding'
import { dataTypes, type GraphBuilder, type Output } from './graph'
import type { RecordedInputs, TracedWeight } from './recorded-step'
import type { Binding } from './replay'
import type { GraphVariable, Variables } from './variables'

/** A split's variables. */
export interface ResidentSplit {
  inputs: GraphVariable
  labels: GraphVariable
  sampleWeights: GraphVariable | null
}

export interface TrainingGraph {
  builder: GraphBuilder
  variables: Variables
  weights: readonly TracedWeight[]
  optimizer: Optimizer
  optimizerConfig: OptimizerConfig
  data: Record<Split, ResidentSplit>
  /** Parts of a batch that are computed side by side. */
  batchParts: number
}

/** The name of an optimiser's slot of a weight, as in checkpoints. */
export function slotName(slot: string, weight: string): string {
  return `${slot}/${weight}`
}

/** Adds the gathering of some rows of a split. @returns the outputs for the recorded inputs, labels and sample weights */
export function bindRows(
  { builder, data }: TrainingGraph,
  split: Split,
  recorded: RecordedInputs,
  positions: Output,
): [number, Binding][] {
  const { inputs, labels, sampleWeights } = data[split]
  const rows = (variable: GraphVariable, { id, shape, dtype }: TensorMetadata): [number, Binding] => [
    id,
    { shape, dtype, outputs: [builder.gatherRows(variable.parts[0]!.read, positions, dtype)] },
  ]
  const bound = [rows(inputs, recorded.inputs), rows(labels, recorded.labels)]
  if (recorded.sampleWeights !== null) {
    bound.push(
      sampleWeights === null
        ? onesFor(builder, recorded.sampleWeights)
        : rows(sampleWeights, recorded.sampleWeights),
    )
  }
  return bound
}

/** Weights of a split that has none, where the other one has. */
function onesFor(builder: GraphBuilder, { id, shape, dtype }: TensorMetadata): [number, Binding] {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(1)
  return [id, { shape, dtype, outputs: [builder.constant(values, shape, dtype)] }]
}

/**
 * Adds a read of every weight.
 * @param after what the reads of a weight's parts wait for, by name
 * @returns the reads of each weight's parts, in the weights' order
 */
export function readWeights(
  { builder, variables, weights }: TrainingGraph,
  after: ReadonlyMap<string, readonly Output[]> = new Map(),
): Output[][] {
  return weights.map(({ name }) =>
    variables.get(name).parts.map(({ handle }, part) => {
      const wait = after.get(name)?.[part]
      const inputs = [handle, ...(wait === undefined ? [] : [`^${wait}`])]
      return builder.add('ReadVariableOp', inputs, { dtype: { type: dataTypes.float32 } }, name)
    }),
  )
}

/** Recorded weights, bound to their reads. */
export function bindWeights(
  recorded: readonly TensorMetadata[],
  reads: readonly Output[][],
): [number, Binding][] {
  return recorded.map(({ id, shape, dtype }, i) => [id, { shape, dtype, outputs: reads[i]! }])
}
