/**
 * The gradient of a convolution for its input is itself a convolution of the output's gradient, with the filter turned
 * by 180° and its channels exchanged. TensorFlow's own operation for it takes up to twice the time of that.
 */
import { nativeInternals } from './binding'
import { dataTypes } from './graph'
import type { RecordedConstant, RecordedOperation, Recording } from './recorder'

/**
 * Rewrites the gradients of convolutions with stride 1, padding "same" and a filter of odd size: with others the turned
 * filter would need another padding.
 * @param shapeOf the shape of a tensor of the recording, or of one that was there before
 * @param newId gives ids for tensors that the recording did not have
 */
export function convolveInputGradients(
  recording: Recording,
  shapeOf: (id: number) => readonly number[] | undefined,
  newId: () => number,
): Recording {
  const constants = new Map(recording.constants)
  const constant = (...values: number[]): number => {
    const id = newId()
    const content: RecordedConstant = {
      shape: [values.length],
      dtype: dataTypes.int32,
      values: Int32Array.from(values),
    }
    constants.set(id, content)
    return id
  }
  const operations = recording.operations.flatMap((operation) => {
    const filterShape = operation.name === 'Conv2DBackpropInput' ? shapeOf(operation.inputs[1]!) : undefined
    if (filterShape === undefined || !isPlain(operation, filterShape)) return [operation]
    const [, filter, gradient] = operation.inputs
    const [height, width, inputs, outputs] = filterShape as [number, number, number, number]
    const turned = { id: newId(), shape: [...filterShape], dtype: dataTypes.float32 }
    const exchanged = { id: newId(), shape: [height, width, outputs, inputs], dtype: dataTypes.float32 }
    return [
      {
        name: 'ReverseV2',
        attributes: types({ T: dataTypes.float32, Tidx: dataTypes.int32 }),
        inputs: [filter!, constant(0, 1)],
        outputs: [turned],
      },
      {
        name: 'Transpose',
        attributes: types({ T: dataTypes.float32, Tperm: dataTypes.int32 }),
        inputs: [turned.id, constant(0, 1, 3, 2)],
        outputs: [exchanged],
      },
      { ...operation, name: 'Conv2D', inputs: [gradient!, exchanged.id] },
    ]
  })
  return { operations, constants }
}

function isPlain({ attributes }: RecordedOperation, filterShape: readonly number[]): boolean {
  const valueOf = (name: string) => attributes.find((attribute) => attribute.name === name)?.value
  const isOne = (name: string) => {
    const value = valueOf(name)
    return Array.isArray(value) && value.every((size) => size === 1)
  }
  const [height, width] = filterShape as [number, number]
  const isOdd = height % 2 === 1 && width % 2 === 1
  return (
    isOdd &&
    isOne('strides') &&
    isOne('dilations') &&
    valueOf('padding') === 'SAME' &&
    valueOf('data_format') === 'NHWC'
  )
}

function types(values: Record<string, number>): RecordedOperation['attributes'] {
  const { TF_ATTR_TYPE } = nativeInternals().binding
  return Object.entries(values).map(([name, value]) => ({ name, type: TF_ATTR_TYPE, value }))
}
