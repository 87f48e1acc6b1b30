import * as tf from '@tensorflow/tfjs'

/** Where each of several tensors lies in one vector that holds them all. */
export interface FlatLayout {
  shapes: number[][]
  sizes: number[]
}

export function flatLayout(tensors: readonly tf.Tensor[]): FlatLayout {
  return { shapes: tensors.map(({ shape }) => shape), sizes: tensors.map(({ size }) => size) }
}

/** All tensors, end to end, in one vector. */
export function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  const vectors = tensors.map(
    (tensor) => (tensor.rank === 1 ? tensor : tf.reshape(tensor, [tensor.size])) as tf.Tensor1D,
  )
  return vectors.length === 1 ? tf.clone(vectors[0]!) : tf.concat(vectors)
}

/** The tensors of a vector that `flatten` made. */
export function unflatten(vector: tf.Tensor1D, { shapes, sizes }: FlatLayout): tf.Tensor[] {
  return tf
    .split(vector, sizes)
    .map((part, i) => (shapes[i]!.length === 1 ? part : tf.reshape(part, shapes[i]!)))
}
