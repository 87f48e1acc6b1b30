/** Turns a recording into nodes of a graph: only what the wanted tensors depend on. */
import { FocalError } from '@shared/errors'
import { nativeInternals, type OperationAttribute } from './binding'
import { dataTypes, outputOf, shapeValue, type AttributeValue, type GraphBuilder, type Output } from './graph'
import type { RecordedConstant, RecordedOperation, Recording } from './recorder'
import { simplify, typesOf, type TensorType } from './simplify'
import { cutBatch, type BatchCut } from './cut-batch'
import { cutColumns } from './cut-columns'
import { shapeOfPart } from './cut-recording'

/** A tensor that was there before the recording, and where it is in the graph: whole, or in equal parts of its last axis. */
export type Binding = TensorType & { outputs: readonly Output[] }

/** What of a recording is computed in parts, side by side. */
export interface Cuts {
  batch?: BatchCut
  /** Of the wanted tensors those that are wanted in parts of their last axis, as many as bound tensors have. */
  wantedInParts?: ReadonlySet<number>
}

/** Attributes that eager operations infer from their inputs, and a graph must be told: attribute → input that decides. */
const inferredTypes: Record<string, Record<string, number>> = {
  ExpandDims: { T: 0, Tdim: 1 },
  Squeeze: { T: 0 },
  Reshape: { T: 0, Tshape: 1 },
  Softmax: { T: 0 },
  LogSoftmax: { T: 0 },
}

/**
 * Adds the recorded operations that `wanted` depends on. May be called again for the same recording, with other bindings.
 * @param bindings by tensor id: variables, data, what is fed
 * @param wanted tensor ids to have in the graph
 * @param cuts what is computed in parts, besides what follows from bindings that come in parts
 * @returns the graph's outputs for each of `wanted`: one, or one a part
 * @throws FocalError `unsupported` for an operation with an attribute that a graph cannot be told
 */
export function addRecording(
  builder: GraphBuilder,
  recorded: Recording,
  bindings: ReadonlyMap<number, Binding>,
  wanted: readonly number[],
  { batch, wantedInParts = new Set() }: Cuts = {},
): Output[][] {
  let nextId = -1
  const newId = () => nextId--
  const needed = { ...recorded, operations: neededOperations(recorded, bindings, wanted) }
  const { recording: simple, wanted: found } = simplify(needed, bindings, wanted, newId)
  const types = typesOf(simple, bindings)
  const recording = batch ? cutBatch(simple, batch, (id) => types.get(id), found, newId) : simple
  const inParts = new Set(found.filter((_, i) => wantedInParts.has(wanted[i]!)))
  const cut = cutBindings(recording, bindings, found, inParts, newId)
  const replay = new Replay(builder, cut.recording, cut.bindings)
  for (const operation of neededOperations(cut.recording, cut.bindings, cut.wanted.flat()))
    replay.add(operation)
  return cut.wanted.map((ids) => ids.map((id) => replay.outputFor(id)))
}

/** Cuts what follows from bindings that come in parts, and gives each part an id of its own. */
function cutBindings(
  recording: Recording,
  bindings: ReadonlyMap<number, Binding>,
  wanted: readonly number[],
  wantedInParts: ReadonlySet<number>,
  newId: () => number,
): { recording: Recording; bindings: ReadonlyMap<number, Binding>; wanted: number[][] } {
  const whole = new Map(bindings)
  const given = new Map<number, number[]>()
  let parts = 1
  for (const [id, { shape, dtype, outputs }] of bindings) {
    if (outputs.length === 1) continue
    parts = outputs.length
    whole.delete(id)
    const ofPart = shapeOfPart(shape, parts)
    const ids = outputs.map((output) => {
      const part = newId()
      whole.set(part, { shape: ofPart, dtype, outputs: [output] })
      return part
    })
    given.set(id, ids)
  }
  if (parts === 1) return { recording, bindings, wanted: wanted.map((id) => [id]) }
  const types = typesOf(recording, bindings)
  const cut = { parts, given, wantedInParts }
  return { bindings: whole, ...cutColumns(recording, cut, (id) => types.get(id), wanted, newId) }
}

class Replay {
  private readonly outputs = new Map<number, Output>()
  private readonly types = new Map<number, number>()

  constructor(
    private readonly builder: GraphBuilder,
    private readonly recording: Recording,
    bindings: ReadonlyMap<number, Binding>,
  ) {
    for (const [id, { outputs, dtype }] of bindings) this.register(id, outputs[0]!, dtype)
  }

  add(operation: RecordedOperation): void {
    const inputs = operation.inputs.map((id) => this.outputFor(id))
    const node = this.builder.add(operation.name, inputs, this.attributes(operation))
    operation.outputs.forEach(({ id, dtype }, i) => this.register(id, outputOf(node, i), dtype))
  }

  /** What is neither bound nor computed is a constant. */
  outputFor(id: number): Output {
    const known = this.outputs.get(id)
    if (known !== undefined) return known
    const { values, shape, dtype } = this.recording.constants.get(id) ?? readConstant(id)
    const output = this.builder.constant(values, shape, dtype)
    this.register(id, output, dtype)
    return output
  }

  private register(id: number, output: Output, dtype: number): void {
    this.outputs.set(id, output)
    this.types.set(id, dtype)
  }

  private attributes(operation: RecordedOperation): Record<string, AttributeValue> {
    const attributes = Object.fromEntries(
      operation.attributes.map((attribute) => [attribute.name, graphAttribute(operation.name, attribute)]),
    )
    for (const [name, input] of Object.entries(inferredTypes[operation.name] ?? {})) {
      attributes[name] ??= { type: this.types.get(operation.inputs[input]!)! }
    }
    return attributes
  }
}

/** Walks back from what is wanted; operations keep their order. */
function neededOperations(
  { operations }: Recording,
  bindings: ReadonlyMap<number, unknown>,
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
function readConstant(id: number): RecordedConstant {
  const { binding } = nativeInternals()
  const values = binding.tensorDataSync(id)
  const dtype =
    values instanceof Int32Array
      ? dataTypes.int32
      : values instanceof Uint8Array
        ? dataTypes.bool
        : dataTypes.float32
  // The binding tells a tensor's shape only of what an operation gives.
  const attribute = { name: 'T', type: binding.TF_ATTR_TYPE, value: dtype }
  const [copy] = binding.executeOp('Identity', [attribute], [id], 1)
  binding.deleteTensor(copy!.id)
  return { shape: copy!.shape, dtype, values }
}

function graphAttribute(operation: string, { name, type, value }: OperationAttribute): AttributeValue {
  const { binding } = nativeInternals()
  const isList = Array.isArray(value)
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return isList ? { list: { type: value as number[] } } : { type: value as number }
    case binding.TF_ATTR_BOOL:
      return isList ? { list: { b: value as boolean[] } } : { b: value as boolean }
    case binding.TF_ATTR_INT:
      return isList ? { list: { i: value as number[] } } : { i: value as number }
    case binding.TF_ATTR_FLOAT:
      return isList ? { list: { f: value as number[] } } : { f: value as number }
    case binding.TF_ATTR_STRING:
      return isList ? { list: { s: (value as string[]).map(encode) } } : { s: encode(value as string) }
    case binding.TF_ATTR_SHAPE:
      return { shape: shapeValue(value as number[]) }
    default:
      throw new FocalError({
        code: 'unsupported',
        message: `the attribute ${name} of the operation ${operation} cannot be put in a graph`,
      })
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
