/** The part of tfjs-node's native binding that compiled training uses. tfjs itself keeps it private. */
import * as tf from '@tensorflow/tfjs'

export type TensorValues = Float32Array | Int32Array | Uint8Array

export interface OperationAttribute {
  name: string
  /** One of the binding's TF_ATTR_ numbers. */
  type: number
  value: unknown
}

export interface TensorMetadata {
  /** The binding's number of a tensor; none is used twice. */
  id: number
  shape: number[]
  /** TensorFlow's number of the type. */
  dtype: number
}

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
  tensorDataSync(id: number): TensorValues
  loadSavedModel(folder: string, tags: string): number
  runSavedModel(session: number, inputIds: number[], inputs: string, outputs: string): TensorMetadata[]
  deleteSavedModel(session: number): void
}

export interface NativeInternals {
  binding: Binding
  getInputTensorIds(tensors: tf.Tensor[]): number[]
  executeSingleOutput(name: string, attributes: OperationAttribute[], inputs: tf.Tensor[]): tf.Tensor
}

/** The native backend, which must be the one in use. */
export function nativeInternals(): NativeInternals {
  return tf.backend() as unknown as NativeInternals
}

/** The binding's id of a tensor; its values are brought to the library where they are not there yet. */
export function tensorId(tensor: tf.Tensor): number {
  return nativeInternals().getInputTensorIds([tensor])[0]!
}
