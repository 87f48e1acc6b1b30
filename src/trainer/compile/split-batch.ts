/**
 * Cuts a batch into parts that are computed side by side, each operation by one thread, instead of one after the other
 * by all threads: convolutions of a small batch are too short for threads to share. Layers go row by row, so that parts
 * give the rows that the whole gives; what sums over rows, such as the gradient of a weight, is summed over the parts.
 * Where an operation needs all rows at once, such as a loss's mean, the parts are joined.
 */
import { nativeInternals, type TensorMetadata } from './binding'
import { dataTypes } from './graph'
import type { RecordedOperation, Recording } from './recorder'
import type { TensorType } from './simplify'
import { splitRule, type InputRole } from './split-rules'

export interface BatchSplit {
  /** The tensor whose rows are the batch's. */
  inputs: number
  parts: number
}

/**
 * @param typeOf the type of a tensor of the recording, or of one that was there before
 * @param wanted tensor ids that are wanted whole; they keep their ids
 * @param newId gives ids for tensors that the recording did not have
 * @returns the recording as it was where the batch cannot be cut into equal parts
 */
export function splitBatch(
  recording: Recording,
  { inputs, parts }: BatchSplit,
  typeOf: (id: number) => TensorType | undefined,
  wanted: readonly number[],
  newId: () => number,
): Recording {
  const batch = typeOf(inputs)?.shape[0]
  if (parts < 2 || batch === undefined || batch % parts !== 0) return recording
  const splitter = new BatchSplitter(recording, parts, typeOf, newId)
  splitter.split(inputs)
  for (const operation of recording.operations) splitter.add(operation)
  for (const id of wanted) splitter.join(id)
  return splitter.finish()
}

class BatchSplitter {
  private readonly operations: RecordedOperation[] = []
  private readonly constants: Recording['constants']
  /** The parts of tensors that are cut. */
  private readonly partsOf = new Map<number, number[]>()
  /** Tensors of which there are parts alone, so far. */
  private readonly onlyParts = new Set<number>()

  constructor(
    recording: Recording,
    private readonly parts: number,
    private readonly typeOf: (id: number) => TensorType | undefined,
    private readonly newId: () => number,
  ) {
    this.constants = new Map(recording.constants)
  }

  add(operation: RecordedOperation): void {
    const rule = splitRule(operation, this.typeOf, (id) => this.constants.get(id))
    if (rule === null || !this.canSplit(operation, rule.roles)) {
      for (const id of operation.inputs) this.join(id)
      this.operations.push(operation)
      return
    }
    const output = operation.outputs[0]!
    const partOutputs = this.addParts(operation, rule.roles, rule.sums)
    if (rule.sums) this.addSum(partOutputs, output)
    else {
      this.partsOf.set(output.id, partOutputs)
      this.onlyParts.add(output.id)
    }
  }

  /** Cuts a tensor that is there whole. @returns its parts */
  split(id: number): number[] {
    const known = this.partsOf.get(id)
    if (known !== undefined) return known
    const type = this.typeOf(id)!
    const outputs = Array.from({ length: this.parts }, () => this.partOf(type))
    const { TF_ATTR_INT } = nativeInternals().binding
    this.operations.push({
      name: 'Split',
      attributes: [
        typeAttribute('T', type.dtype),
        { name: 'num_split', type: TF_ATTR_INT, value: this.parts },
      ],
      inputs: [this.wholeNumbers([0], []), id],
      outputs,
    })
    const ids = outputs.map((part) => part.id)
    this.partsOf.set(id, ids)
    return ids
  }

  /** Puts the parts of a tensor together, where there are parts alone. */
  join(id: number): void {
    if (!this.onlyParts.delete(id)) return
    const type = this.typeOf(id)!
    const { TF_ATTR_INT } = nativeInternals().binding
    this.operations.push({
      name: 'ConcatV2',
      attributes: [
        typeAttribute('T', type.dtype),
        typeAttribute('Tidx', dataTypes.int32),
        { name: 'N', type: TF_ATTR_INT, value: this.parts },
      ],
      inputs: [...this.partsOf.get(id)!, this.wholeNumbers([0], [])],
      outputs: [{ id, ...type }],
    })
  }

  finish(): Recording {
    return { operations: this.operations, constants: this.constants }
  }

  /** Some input is cut already, and the others that must be can be cut at the same rows. */
  private canSplit({ inputs, outputs }: RecordedOperation, roles: readonly InputRole[]): boolean {
    const cut = inputs.filter((_, i) => roles[i] === 'rows')
    const first = cut.find((id) => this.partsOf.has(id))
    if (first === undefined) return false
    const rows = this.typeOf(first)!.shape[0]
    const isEven = roles.includes('shape') ? outputs[0]!.shape[0]! % this.parts === 0 : true
    return isEven && cut.every((id) => this.typeOf(id)?.shape[0] === rows)
  }

  private addParts(operation: RecordedOperation, roles: readonly InputRole[], sums: boolean): number[] {
    const inputs = operation.inputs.map((id, i) => this.inputsOfParts(id, roles[i]!))
    return Array.from({ length: this.parts }, (_, part) => {
      const output = operation.outputs[0]!
      const partOutput = sums ? { ...output, id: this.newId() } : this.partOf(output)
      this.operations.push({
        ...operation,
        inputs: inputs.map((ofInput) => ofInput[part]!),
        outputs: [partOutput],
      })
      return partOutput.id
    })
  }

  /** What each part's operation gets for an input. */
  private inputsOfParts(id: number, role: InputRole): number[] {
    if (role === 'rows') return this.split(id)
    if (role === 'shape') {
      const [first, ...rest] = this.constants.get(id)!.values
      const ofPart = this.wholeNumbers([first! / this.parts, ...rest], [1 + rest.length])
      return new Array<number>(this.parts).fill(ofPart)
    }
    this.join(id)
    return new Array<number>(this.parts).fill(id)
  }

  private addSum(terms: number[], output: TensorMetadata): void {
    const { TF_ATTR_INT } = nativeInternals().binding
    this.operations.push({
      name: 'AddN',
      attributes: [typeAttribute('T', output.dtype), { name: 'N', type: TF_ATTR_INT, value: this.parts }],
      inputs: terms,
      outputs: [output],
    })
  }

  private partOf({ shape, dtype }: TensorType): TensorMetadata {
    return { id: this.newId(), shape: [shape[0]! / this.parts, ...shape.slice(1)], dtype }
  }

  private wholeNumbers(values: number[], shape: number[]): number {
    const id = this.newId()
    this.constants.set(id, { shape, dtype: dataTypes.int32, values: Int32Array.from(values) })
    return id
  }
}

function typeAttribute(name: string, dtype: number): RecordedOperation['attributes'][number] {
  return { name, type: nativeInternals().binding.TF_ATTR_TYPE, value: dtype }
}
