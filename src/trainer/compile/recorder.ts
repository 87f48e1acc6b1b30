/**
 * Writes down what tfjs asks of the native library. tfjs-node sends each operation to its binding as
 * `executeOp(name, attributes, input ids, outputs)`: a list of these calls is a graph.
 */
import * as tf from '@tensorflow/tfjs'

export interface OperationAttribute {
  name: string
  /** One of the binding's TF_ATTR_ numbers. */
  type: number
  value: unknown
}

export interface TensorMetadata {
  id: number
  shape: number[]
  dtype: number
}

/** The part of tfjs-node's binding that is used here. */
export interface Binding {
  TF_ATTR_STRING: number
  TF_ATTR_INT: number
  TF_ATTR_FLOAT: number
  TF_ATTR_BOOL: number
  TF_ATTR_TYPE: number
  TF_ATTR_SHAPE: number
  executeOp(
    name: string,
    attributes: OperationAttribute[],
    inputIds: number[],
    outputs: number,
  ): TensorMetadata[]
  createTensor(shape: number[], dtype: number, values: ArrayLike<number>): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  loadSavedModel(folder: string, tags: string): number
  runSavedModel(session: number, inputIds: number[], inputs: string, outputs: string): TensorMetadata[]
  deleteSavedModel(session: number): void
}

interface NativeBackendInternals {
  binding: Binding
  tensorMap: { get(dataId: object): { id: number } }
  getInputTensorIds(tensors: tf.Tensor[]): number[]
  executeSingleOutput(name: string, attributes: OperationAttribute[], inputs: tf.Tensor[]): tf.Tensor
}

/** One call of the binding. Tensors are named by the binding's ids, which are never used twice. */
export interface RecordedOperation {
  name: string
  attributes: OperationAttribute[]
  inputs: number[]
  outputs: TensorMetadata[]
}

export interface RecordedConstant {
  shape: number[]
  dtype: number
  values: Float32Array | Int32Array | Uint8Array
}

export interface Recording {
  operations: RecordedOperation[]
  /** Values that came from JavaScript while the recording ran, by tensor id. */
  constants: Map<number, RecordedConstant>
}

/** params[indices] along the first axis. tfjs's own gather reads the indices back to check them. */
export function gatherRows(params: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const { binding } = nativeInternals()
  const type = (name: string, value: number): OperationAttribute => ({ name, type: binding.TF_ATTR_TYPE, value })
  const axis = tf.scalar(0, 'int32')
  return nativeInternals().executeSingleOutput(
    'GatherV2',
    [
      { name: 'batch_dims', type: binding.TF_ATTR_INT, value: 0 },
      type('Tparams', params.dtype === 'int32' ? int32Type : floatType),
      type('Tindices', int32Type),
      type('Taxis', int32Type),
    ],
    [params, indices, axis],
  )
}

export function nativeInternals(): NativeBackendInternals {
  return tf.backend() as unknown as NativeBackendInternals
}

/** The binding's id of a tensor; its values are brought to the library where they are not there yet. */
export function tensorId(tensor: tf.Tensor): number {
  return nativeInternals().getInputTensorIds([tensor])[0]!
}

/**
 * Runs `run` and writes down every operation. What `run` computes is computed as always. Values that it reads back into
 * JavaScript are not followed: what comes of them is a constant, which two recordings with other data lay open.
 */
export function record<Result>(run: () => Result): { result: Result; recording: Recording } {
  const native = nativeInternals()
  const { binding } = native
  const recording: Recording = { operations: [], constants: new Map() }
  // The binding's own properties are read-only and not all can be listed: a layer over it, not a copy.
  native.binding = layer(binding, {
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
  try {
    return { result: run(), recording }
  } finally {
    native.binding = binding
  }
}

function layer(binding: Binding, own: Partial<Binding>): Binding {
  const properties = Object.entries(own).map(([name, value]) => [name, { value, enumerable: true }] as const)
  return Object.create(binding, Object.fromEntries(properties)) as Binding
}

const floatType = 1
const int32Type = 3
const boolType = 10

function copyValues(values: ArrayLike<number>, dtype: number): Float32Array | Int32Array | Uint8Array {
  if (dtype === int32Type) return Int32Array.from(values)
  if (dtype === boolType) return Uint8Array.from(values)
  return Float32Array.from(values)
}
