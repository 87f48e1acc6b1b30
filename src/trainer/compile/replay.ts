/** Turns a recording into nodes of a graph: only what the wanted tensors depend on. */
import { FocalError } from '@shared/errors'
import { dataTypes, outputOf, shapeValue, type AttributeValue, type GraphBuilder, type Output } from './graph'
import { nativeInternals, type OperationAttribute, type RecordedOperation, type Recording } from './recorder'

/** Attributes that eager operations infer from their inputs, and a graph must be told: attribute → input that decides. */
const inferredTypes: Record<string, Record<string, number>> = {
  ExpandDims: { T: 0, Tdim: 1 },
  Squeeze: { T: 0 },
  Reshape: { T: 0, Tshape: 1 },
  Softmax: { T: 0 },
  LogSoftmax: { T: 0 },
}

/** Shape attribute of operations whose result would otherwise have no known shape is not needed: shapes are inferred. */
type TensorTypes = Map<number, number>

/**
 * Adds the recorded operations that `wanted` depends on.
 * @param bindings what recorded tensors are in the graph: placeholders, variables, resident data
 * @param wanted tensor ids to have in the graph
 * @returns the graph's output for each of `wanted`
 * @throws FocalError `unsupported` for an operation with an attribute that a graph cannot be told
 */
export function addRecording(
  builder: GraphBuilder,
  recording: Recording,
  bindings: ReadonlyMap<number, Output>,
  wanted: readonly number[],
): Output[] {
  const outputs = new Map(bindings)
  const types: TensorTypes = new Map()
  for (const operation of recording.operations) {
    for (const output of operation.outputs) types.set(output.id, output.dtype)
  }
  for (const [id, constant] of recording.constants) types.set(id, constant.dtype)
  const needed = neededOperations(recording, bindings, wanted)

  const resolve = (id: number): Output => {
    const known = outputs.get(id)
    if (known !== undefined) return known
    const constant = recording.constants.get(id) ?? readConstant(id)
    const output = builder.constant(constant.values, constant.shape, constant.dtype)
    outputs.set(id, output)
    types.set(id, constant.dtype)
    return output
  }

  for (const operation of needed) {
    const inputs = operation.inputs.map(resolve)
    const attributes = graphAttributes(operation, types)
    const node = builder.add(operation.name, inputs, attributes)
    operation.outputs.forEach((output, i) => outputs.set(output.id, outputOf(node, i)))
  }
  return wanted.map(resolve)
}

/** Walks back from what is wanted; operations keep their order. */
function neededOperations(
  { operations }: Recording,
  bindings: ReadonlyMap<number, Output>,
  wanted: readonly number[],
): RecordedOperation[] {
  const ids = new Set(wanted.filter((id) => !bindings.has(id)))
  const needed: RecordedOperation[] = []
  for (const operation of [...operations].reverse()) {
    if (!operation.outputs.some((output) => ids.has(output.id))) continue
    needed.push(operation)
    for (const input of operation.inputs) if (!bindings.has(input)) ids.add(input)
  }
  return needed.reverse()
}

/** A tensor that was there before the recording began, such as a loss's class weights: its value is part of the graph. */
function readConstant(id: number): {
  shape: number[]
  dtype: number
  values: Float32Array | Int32Array | Uint8Array
} {
  const { binding } = nativeInternals()
  const values = binding.tensorDataSync(id)
  // An Identity tells shape and type of a tensor that is only known by its id.
  const type =
    values instanceof Int32Array
      ? dataTypes.int32
      : values instanceof Uint8Array
        ? dataTypes.bool
        : dataTypes.float32
  const attribute = { name: 'T', type: binding.TF_ATTR_TYPE, value: type }
  const [metadata] = binding.executeOp('Identity', [attribute], [id], 1)
  binding.deleteTensor(metadata!.id)
  return { shape: metadata!.shape, dtype: metadata!.dtype, values }
}

function graphAttributes(operation: RecordedOperation, types: TensorTypes): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {}
  for (const attribute of operation.attributes)
    attributes[attribute.name] = graphAttribute(operation.name, attribute)
  for (const [name, input] of Object.entries(inferredTypes[operation.name] ?? {})) {
    attributes[name] ??= { type: types.get(operation.inputs[input]!) ?? dataTypes.float32 }
  }
  return attributes
}

function graphAttribute(operation: string, { name, type, value }: OperationAttribute): AttributeValue {
  const { binding } = nativeInternals()
  const isList = Array.isArray(value)
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return { type: value as number }
    case binding.TF_ATTR_BOOL:
      return isList ? { list: { b: value as boolean[] } } : { b: value as boolean }
    case binding.TF_ATTR_INT:
      return isList ? { list: { i: value as number[] } } : { i: value as number }
    case binding.TF_ATTR_FLOAT:
      return isList ? { list: { f: value as number[] } } : { f: value as number }
    case binding.TF_ATTR_STRING:
      return { s: new TextEncoder().encode(value as string) }
    case binding.TF_ATTR_SHAPE:
      return { shape: shapeValue(value as number[]) }
    default:
      throw new FocalError({
        code: 'unsupported',
        message: `the attribute ${name} of the operation ${operation} cannot be put in a graph`,
      })
  }
}
