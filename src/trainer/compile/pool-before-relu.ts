/**
 * The maximum of a window of relus is the relu of its maximum, value for value, and so is the gradient: where a window's
 * maximum is positive both send it to the same element, and elsewhere nowhere. Pooling first leaves relu's gradient,
 * which only moves memory, a quarter of the elements or less.
 */
import type { RecordedOperation, Recording } from './recorder'

/** Relu(x), the pooling of it, and both gradients: everything that works with the relu's output. */
interface Pattern {
  relu: RecordedOperation
  pool: RecordedOperation
  poolGradient: RecordedOperation
  reluGradient: RecordedOperation
}

/**
 * Rewrites every relu that only a max-pooling reads, where the gradients of both are recorded as well.
 * @param wanted tensor ids that are wanted of the recording
 * @param newId gives ids for tensors that the recording did not have
 */
export function poolBeforeRelu(
  recording: Recording,
  wanted: readonly number[],
  newId: () => number,
): Recording {
  const readers = readersOf(recording.operations)
  const isWanted = new Set(wanted)
  const replaced = new Map<RecordedOperation, RecordedOperation[]>()
  for (const operation of recording.operations) {
    const pattern = findPattern(operation, readers, isWanted)
    if (pattern === null) continue
    for (const [old, rewritten] of rewrite(pattern, newId)) replaced.set(old, rewritten)
  }
  const operations = recording.operations.flatMap((operation) => replaced.get(operation) ?? [operation])
  return { ...recording, operations }
}

function readersOf(operations: readonly RecordedOperation[]): Map<number, RecordedOperation[]> {
  const readers = new Map<number, RecordedOperation[]>()
  for (const operation of operations) {
    for (const id of new Set(operation.inputs)) {
      const ofTensor = readers.get(id)
      if (ofTensor === undefined) readers.set(id, [operation])
      else ofTensor.push(operation)
    }
  }
  return readers
}

function findPattern(
  relu: RecordedOperation,
  readers: ReadonlyMap<number, RecordedOperation[]>,
  wanted: ReadonlySet<number>,
): Pattern | null {
  if (relu.name !== 'Relu') return null
  const [input, output] = [relu.inputs[0]!, relu.outputs[0]!.id]
  const ofOutput = readers.get(output) ?? []
  const pool = ofOutput.find(({ name }) => name === 'MaxPool')
  const poolGradient = ofOutput.find(({ name, inputs }) => name === 'MaxPoolGrad' && inputs[0] === output)
  if (pool === undefined || poolGradient === undefined || wanted.has(output)) return null
  if (poolGradient.inputs[1] !== pool.outputs[0]!.id) return null
  const gradient = poolGradient.outputs[0]!.id
  const [reluGradient, ...others] = readers.get(gradient) ?? []
  if (reluGradient?.name !== 'ReluGrad' || others.length > 0 || wanted.has(gradient)) return null
  const [ofGradient, features] = reluGradient.inputs
  if (ofGradient !== gradient || (features !== input && features !== output)) return null
  const isAlone = ofOutput.every((reader) => [pool, poolGradient, reluGradient].includes(reader))
  return isAlone ? { relu, pool, poolGradient, reluGradient } : null
}

/** What takes each operation's place. */
function rewrite(
  { relu, pool, poolGradient, reluGradient }: Pattern,
  newId: () => number,
): [RecordedOperation, RecordedOperation[]][] {
  const input = relu.inputs[0]!
  const activated = pool.outputs[0]!
  const pooled = { ...activated, id: newId() }
  const pooledGradient = { ...activated, id: newId() }
  return [
    [relu, []],
    [
      pool,
      [
        { ...pool, inputs: [input], outputs: [pooled] },
        { ...relu, inputs: [pooled.id], outputs: [activated] },
      ],
    ],
    [poolGradient, []],
    [
      reluGradient,
      [
        {
          ...reluGradient,
          inputs: [poolGradient.inputs[2]!, pooled.id],
          outputs: [pooledGradient],
        },
        {
          ...poolGradient,
          inputs: [input, pooled.id, pooledGradient.id],
          outputs: reluGradient.outputs,
        },
      ],
    ],
  ]
}
