/** The part of the graph that trains: one or more whole steps in one call. */
import { dataTypes, type Output } from './graph'
import type { RecordedStep } from './recorded-step'
import { addRecording, type Binding } from './replay'
import type { Feed } from './session'
import { bindRows, bindWeights, readWeights, slotName, type TrainingGraph } from './training-graph'
import { updateOperation } from './update-operations'

/** What a call of a training body is fed, and what it fetches. */
export interface TrainingBody {
  size: number
  steps: number
  /** Positions in the training split, [steps, batch size]. */
  positions: Feed
  /** The optimiser's scalars, those of one step after those of the other. */
  scalars: Feed
  /** Numbers of the steps, [steps, 1]; null where nothing depends on them. */
  stepNumbers: Feed | null
  /** The loss of each step, before its update. */
  losses: Output
}

/** What one step in the body works with. */
interface StepInputs {
  positions: Output
  scalars: Output[]
  stepNumber: Output | null
}

/**
 * Adds so many steps, one after the other, on batches as large as the recorded one. A weight is read after its update in
 * the step before, and updated after it was read.
 */
export function addTrainingBody(graph: TrainingGraph, recorded: RecordedStep, steps: number): TrainingBody {
  const { builder, optimizer } = graph
  const size = recorded.inputs.labels.shape[0]!
  return builder.within(`train.${size}.${steps}`, () => {
    const count = optimizer.scalars(1, 1).length
    const feed = (name: string, dtype: number, shape: number[]): Feed => ({
      name: builder.placeholder(name, dtype, shape),
      dtype,
      shape,
    })
    const positions = feed('positions', dataTypes.int32, [steps, size])
    const scalars = feed('scalars', dataTypes.float32, [steps * count])
    const stepNumbers = recorded.inputs.step === null ? null : feed('steps', dataTypes.int32, [steps, 1])
    const eachPositions = builder.unpack(positions.name, steps, dataTypes.int32)
    const eachScalar = builder.unpack(scalars.name, steps * count, dataTypes.float32)
    const eachNumber = stepNumbers && builder.unpack(stepNumbers.name, steps, dataTypes.int32)

    const updates = new Map<string, Output>()
    const losses = eachPositions.map((ofStep, step) =>
      addStep(graph, recorded, updates, {
        positions: ofStep,
        scalars: eachScalar.slice(step * count, (step + 1) * count),
        stepNumber: eachNumber?.[step] ?? null,
      }),
    )
    const packed = builder.add('Pack', losses, {
      T: { type: dataTypes.float32 },
      N: { i: steps },
      axis: { i: 0 },
    })
    const after = [...updates.values()]
    const fetched = builder.fetchAfter(packed, dataTypes.float32, after, 'losses')
    return { size, steps, positions, scalars, stepNumbers, losses: fetched }
  })
}

/** @param updates the last update of each weight; changed @returns the step's loss */
function addStep(
  graph: TrainingGraph,
  recorded: RecordedStep,
  updates: Map<string, Output>,
  { positions, scalars, stepNumber }: StepInputs,
): Output {
  const { builder, variables, optimizer, weights } = graph
  const reads = readWeights(graph, updates)
  const bindings = new Map<number, Binding>([
    ...bindRows(graph, 'train', recorded.inputs, positions),
    ...bindWeights(recorded.inputs.weights, reads),
  ])
  if (recorded.inputs.step !== null && stepNumber !== null) {
    bindings.set(recorded.inputs.step.id, { ...recorded.inputs.step, output: stepNumber })
  }
  const { gradients, moved } = recorded
  const wanted = [recorded.loss, ...gradients, ...moved.map(({ value }) => value)]
  const split = { inputs: recorded.inputs.inputs.id, parts: graph.batchParts }
  const outputs = addRecording(builder, recorded.recording, bindings, wanted, split)
  const readOf = new Map(weights.map(({ name }, i) => [name, reads[i]!]))
  const addUpdate = updateOperation(builder, graph.optimizerConfig)
  weights
    .filter(({ isTrainable }) => isTrainable)
    .forEach(({ name }, i) => {
      const update = addUpdate({
        handle: variables.get(name).handle,
        slots: optimizer.slots.map((slot) => variables.get(slotName(slot, name)).handle),
        gradient: outputs[1 + i]!,
        scalars,
        after: [`^${readOf.get(name)!}`],
      })
      updates.set(name, update)
    })
  moved.forEach(({ weight: { name } }, i) => {
    const inputs = [variables.get(name).handle, outputs[1 + gradients.length + i]!, `^${readOf.get(name)!}`]
    updates.set(name, builder.add('AssignVariableOp', inputs, { dtype: { type: dataTypes.float32 } }))
  })
  return outputs[0]!
}
