/** The part of the graph that trains: one or more whole steps in one call. */
import { dataTypes, type Output } from './graph'
import type { RecordedStep } from './recorded-step'
import { addRecording, type Binding } from './replay'
import type { Feed } from './session'
import { bindRows, bindWeights, readWeights, slotName, type TrainingGraph } from './training-graph'
import { updateOperation } from './update-operations'
import type { VariablePart } from './variables'

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

    const updates = new Map<string, Output[]>()
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
    const after = [...updates.values()].flat()
    const fetched = builder.fetchAfter(packed, dataTypes.float32, after, 'losses')
    return { size, steps, positions, scalars, stepNumbers, losses: fetched }
  })
}

/** @param updates the last update of each weight's parts; changed @returns the step's loss */
function addStep(
  graph: TrainingGraph,
  recorded: RecordedStep,
  updates: Map<string, Output[]>,
  { positions, scalars, stepNumber }: StepInputs,
): Output {
  const { builder, variables, weights } = graph
  const reads = readWeights(graph, updates)
  const bindings = new Map<number, Binding>([
    ...bindRows(graph, 'train', recorded.inputs, positions),
    ...bindWeights(recorded.inputs.weights, reads),
  ])
  if (recorded.inputs.step !== null && stepNumber !== null) {
    bindings.set(recorded.inputs.step.id, { ...recorded.inputs.step, outputs: [stepNumber] })
  }
  const { gradients, moved } = recorded
  const wanted = [recorded.loss, ...gradients, ...moved.map(({ value }) => value)]
  const batch = { inputs: recorded.inputs.inputs.id, parts: graph.batchParts }
  const trainable = weights.filter(({ isTrainable }) => isTrainable)
  const isInParts = (_: number, i: number) => variables.get(trainable[i]!.name).parts.length > 1
  const cuts = { batch, wantedInParts: new Set(gradients.filter(isInParts)) }
  const [loss, ...values] = addRecording(builder, recorded.recording, bindings, wanted, cuts)
  const readsOf = new Map(weights.map(({ name }, i) => [name, reads[i]!]))
  trainable.forEach(({ name }, i) => {
    updates.set(name, addUpdates(graph, name, values[i]!, scalars, readsOf.get(name)!))
  })
  moved.forEach(({ weight: { name } }, i) => {
    // What the forward pass moves is not trained, and so is never cut.
    const [{ handle }] = variables.get(name).parts as [VariablePart]
    const inputs = [handle, values[gradients.length + i]![0]!, `^${readsOf.get(name)![0]!}`]
    updates.set(name, [builder.add('AssignVariableOp', inputs, { dtype: { type: dataTypes.float32 } })])
  })
  return loss![0]!
}

/** Adds the optimiser's updates of a weight, one a part; each waits for the read of the old value. */
function addUpdates(
  { builder, variables, optimizer, optimizerConfig }: TrainingGraph,
  name: string,
  gradients: readonly Output[],
  scalars: Output[],
  reads: readonly Output[],
): Output[] {
  const addUpdate = updateOperation(builder, optimizerConfig)
  const slots = optimizer.slots.map((slot) => variables.get(slotName(slot, name)).parts)
  return variables.get(name).parts.map(({ handle }, part) =>
    addUpdate({
      handle,
      slots: slots.map((parts) => parts[part]!.handle),
      gradient: gradients[part]!,
      scalars,
      after: [`^${reads[part]!}`],
    }),
  )
}
