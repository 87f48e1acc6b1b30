/**
 * Writes down what tfjs asks of the native library. tfjs-node sends each operation to its binding as
 * `executeOp(name, attributes, input ids, outputs)`: a list of these calls is a graph.
 */
import * as tf from '@tensorflow/tfjs'
import {
  nativeInternals,
  type Binding,
  type OperationAttribute,
  type TensorMetadata,
  type TensorValues,
} from './binding'
import { dataTypes } from './graph'

/** One call of the binding; tensors are named by the binding's ids. */
export interface RecordedOperation {
  name: string
  attributes: OperationAttribute[]
  inputs: number[]
  outputs: TensorMetadata[]
}

/** Whether an operation has a yes-or-no attribute set. */
export function hasFlag({ attributes }: RecordedOperation, name: string): boolean {
  return attributes.some((one) => one.name === name && one.value === true)
}

export interface RecordedConstant {
  shape: number[]
  dtype: number
  values: TensorValues
}

export interface Recording {
  operations: RecordedOperation[]
  /** Values that came from JavaScript while the recording ran, by tensor id. */
  constants: Map<number, RecordedConstant>
}

/**
 * Runs `run` and writes down every operation. What `run` computes is computed as always. What it makes of values that it
 * reads back into JavaScript cannot be followed.
 */
export function record<Result>(run: () => Result): {
  result: Result
  recording: Recording
  readsBack: boolean
} {
  const native = nativeInternals()
  const { binding } = native
  let readsBack = false
  const recording: Recording = { operations: [], constants: new Map() }
  native.binding = layerOver(binding, {
    executeOp(name, attributes, inputs, outputCount) {
      const outputs = binding.executeOp(name, attributes, inputs, outputCount)
      recording.operations.push({ name, attributes, inputs: [...inputs], outputs })
      return outputs
    },
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values)
      recording.constants.set(id, { shape, dtype, values: copyValues(values, dtype) })
      return id
    },
  })
  const stopWatching = watchReads(() => (readsBack = true))
  try {
    const result = run()
    return { result, recording, readsBack }
  } finally {
    native.binding = binding
    stopWatching()
  }
}

/**
 * Calls `onRead` for every value that is read through tfjs. What kernels read to check their inputs, such as gather its
 * indices, does not come by here. The method is replaced where it lies, for an engine with one of its own is slower.
 * @returns ends it
 */
function watchReads(onRead: () => void): () => void {
  const prototype = Object.getPrototypeOf(tf.engine()) as ReturnType<typeof tf.engine>
  const { readSync } = prototype
  prototype.readSync = function (dataId) {
    onRead()
    return readSync.call(this, dataId)
  }
  return () => {
    prototype.readSync = readSync
  }
}

/** The binding's own properties are read-only, and not all can be listed: so an object that inherits from it. */
function layerOver(binding: Binding, own: Partial<Binding>): Binding {
  const properties = Object.entries(own).map(([name, value]) => [name, { value, enumerable: true }] as const)
  return Object.create(binding, Object.fromEntries(properties)) as Binding
}

/** tfjs may use its arrays again. An int64 comes as an Int32Array of its halves. */
function copyValues(values: ArrayLike<number>, dtype: number): TensorValues {
  if (dtype === dataTypes.int32 || dtype === dataTypes.int64) return Int32Array.from(values)
  if (dtype === dataTypes.bool) return Uint8Array.from(values)
  return Float32Array.from(values)
}
