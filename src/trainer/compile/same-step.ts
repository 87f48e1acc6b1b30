/** Whether two recordings of a step are the same but for their data: the guard against values frozen by mistake. */
import { nativeInternals, type TensorMetadata, type TensorValues } from './binding'
import type { RecordedInputs, RecordedStep } from './recorded-step'

/**
 * Compares a step with the same step on other rows, other weights and another step number. What differs was computed in
 * JavaScript, and a graph would repeat the first for ever. A step that reads values back may go by them without a
 * difference here, and is not trusted.
 * @returns what differs, in words that go on a sentence; null where nothing does
 */
export function differenceOfSteps(first: RecordedStep, second: RecordedStep): string | null {
  if (first.readsBack) return 'a layer reads values back from the library'
  const { operations } = first.recording
  if (operations.length !== second.recording.operations.length) {
    return 'the operations of a step depend on its data'
  }
  const origins = [originsOf(first), originsOf(second)] as const
  for (const [at, operation] of operations.entries()) {
    const other = second.recording.operations[at]!
    const isSameOperation =
      operation.name === other.name &&
      JSON.stringify(operation.attributes) === JSON.stringify(other.attributes) &&
      operation.inputs.length === other.inputs.length
    if (!isSameOperation) return 'the operations of a step depend on its data'
    const isSameInput = operation.inputs.every((id, i) =>
      sameOrigin(origins[0](id), origins[1](other.inputs[i]!)),
    )
    if (!isSameInput) return `a layer computes a value for ${operation.name} outside of the library`
  }
  return null
}

/** Where a tensor comes from: an operation, what the step reads ("name"), or a constant. */
type Origin = string | TensorValues

function originsOf({ recording, inputs }: RecordedStep): (id: number) => Origin {
  const known = new Map<number, Origin>()
  for (const [name, { id }] of namedInputs(inputs)) known.set(id, name)
  recording.operations.forEach(({ outputs }, at) => {
    outputs.forEach(({ id }, i) => known.set(id, `operation ${at}, output ${i}`))
  })
  return (id) =>
    known.get(id) ?? recording.constants.get(id)?.values ?? nativeInternals().binding.tensorDataSync(id)
}

function namedInputs({ weights, ...others }: RecordedInputs): [name: string, TensorMetadata][] {
  const named = Object.entries(others).flatMap(([name, tensor]): [string, TensorMetadata][] =>
    tensor === null ? [] : [[name, tensor]],
  )
  return [...named, ...weights.map((weight, i): [string, TensorMetadata] => [`weight ${i}`, weight])]
}

function sameOrigin(a: Origin, b: Origin): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
}
