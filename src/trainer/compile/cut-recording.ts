/** Cuts tensors of a recording into equal parts along one of their axes, so that the parts are computed side by side. */
import { nativeInternals, type TensorMetadata } from './binding'
import { dataTypes } from './graph'
import type { RecordedConstant, RecordedOperation, Recording } from './recorder'
import type { TensorType } from './simplify'

/**
 * What becomes of an operation's input where tensors are cut. `cut`: its parts go to the parts of the operation; `whole`: all parts get it whole;
 * `shape`: a constant shape whose first number is that of the parts.
 */
export type InputRole = 'cut' | 'whole' | 'shape'

export interface CutRule {
  roles: readonly InputRole[]
  /** Whether the results of the parts are summed, instead of being the parts of the result. */
  sums: boolean
}

/** What a rule may ask about the tensors of the recording. */
export interface CutFacts {
  /** The type of a tensor of the recording, or of one that was there before. */
  typeOf: (id: number) => TensorType | undefined
  /** The value of a constant; undefined for other tensors. */
  constantOf: (id: number) => RecordedConstant | undefined
  isCut: (id: number) => boolean
}

export interface CutPlan {
  parts: number
  /** The axis that is cut. */
  axis: 'first' | 'last'
  /** @returns null for an operation that is not known to go part by part */
  rule: (operation: RecordedOperation, facts: CutFacts) => CutRule | null
}

/**
 * Goes through a recording, operation by operation, and writes one in which whatever follows from cut tensors is computed
 * in parts for as long as rules know how; before other operations the parts are joined.
 */
export class RecordingCutter {
  private readonly operations: RecordedOperation[] = []
  private readonly constants: Recording['constants']
  /** The parts of tensors that are cut. */
  private readonly partsOf = new Map<number, number[]>()
  /** Tensors of which there are parts alone, so far. */
  private readonly onlyParts = new Set<number>()
  private readonly facts: CutFacts

  /** @param newId gives ids for tensors that the recording did not have */
  constructor(
    recording: Recording,
    private readonly plan: CutPlan,
    private readonly typeOf: (id: number) => TensorType | undefined,
    private readonly newId: () => number,
  ) {
    this.constants = new Map(recording.constants)
    this.facts = {
      typeOf,
      constantOf: (id) => this.constants.get(id),
      isCut: (id) => this.partsOf.has(id),
    }
  }

  /** Says that a tensor is there in parts alone. */
  comesInParts(id: number, parts: number[]): void {
    this.partsOf.set(id, parts)
    this.onlyParts.add(id)
  }

  /** Adds the next operation of the recording, in parts where it can be. */
  add(operation: RecordedOperation): void {
    const rule = this.plan.rule(operation, this.facts)
    if (rule === null || !this.canCut(operation, rule.roles)) {
      for (const id of operation.inputs) this.join(id)
      this.operations.push(operation)
      return
    }
    const output = operation.outputs[0]!
    const partOutputs = this.addParts(operation, rule.roles, rule.sums)
    if (rule.sums) this.addSum(partOutputs, output)
    else this.comesInParts(output.id, partOutputs)
  }

  /** Cuts a tensor that is there whole. @returns its parts */
  cut(id: number): number[] {
    const known = this.partsOf.get(id)
    if (known !== undefined) return known
    const type = this.typeOf(id)!
    const outputs = Array.from({ length: this.plan.parts }, () => this.partOf(type))
    this.operations.push({
      name: 'Split',
      attributes: [typeAttribute('T', type.dtype), this.count('num_split')],
      inputs: [this.wholeNumbers([this.axisOf(type)], []), id],
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
    this.operations.push({
      name: 'ConcatV2',
      attributes: [typeAttribute('T', type.dtype), typeAttribute('Tidx', dataTypes.int32), this.count('N')],
      inputs: [...this.partsOf.get(id)!, this.wholeNumbers([this.axisOf(type)], [])],
      outputs: [{ id, ...type }],
    })
  }

  /** The recording so far. */
  finish(): Recording {
    return { operations: this.operations, constants: this.constants }
  }

  /** Some input is cut already, and the others that must be can be cut at the same places. */
  private canCut({ inputs, outputs }: RecordedOperation, roles: readonly InputRole[]): boolean {
    const { parts } = this.plan
    const cut = inputs.filter((_, i) => roles[i] === 'cut')
    const first = cut.find((id) => this.partsOf.has(id))
    if (first === undefined) return false
    const isEven = roles.includes('shape') ? outputs[0]!.shape[0]! % parts === 0 : true
    return isEven && cut.every((id) => this.sizeOf(id) === this.sizeOf(first))
  }

  private addParts(operation: RecordedOperation, roles: readonly InputRole[], sums: boolean): number[] {
    const inputs = operation.inputs.map((id, i) => this.inputsOfParts(id, roles[i]!))
    return Array.from({ length: this.plan.parts }, (_, part) => {
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
    const { parts } = this.plan
    if (role === 'cut') return this.cut(id)
    if (role === 'shape') {
      const [first, ...rest] = this.constants.get(id)!.values
      const ofPart = this.wholeNumbers([first! / parts, ...rest], [1 + rest.length])
      return new Array<number>(parts).fill(ofPart)
    }
    this.join(id)
    return new Array<number>(parts).fill(id)
  }

  private addSum(terms: number[], output: TensorMetadata): void {
    this.operations.push({
      name: 'AddN',
      attributes: [typeAttribute('T', output.dtype), this.count('N')],
      inputs: terms,
      outputs: [output],
    })
  }

  private axisOf({ shape }: TensorType): number {
    return this.plan.axis === 'first' ? 0 : shape.length - 1
  }

  /** Size of a tensor along the axis that is cut. */
  private sizeOf(id: number): number | undefined {
    const type = this.typeOf(id)
    return type?.shape[this.axisOf(type)]
  }

  private partOf(type: TensorType): TensorMetadata {
    const shape = shapeOfPart(type.shape, this.plan.parts, this.axisOf(type))
    return { id: this.newId(), shape, dtype: type.dtype }
  }

  private count(name: string): RecordedOperation['attributes'][number] {
    return { name, type: nativeInternals().binding.TF_ATTR_INT, value: this.plan.parts }
  }

  private wholeNumbers(values: number[], shape: number[]): number {
    const id = this.newId()
    this.constants.set(id, { shape, dtype: dataTypes.int32, values: Int32Array.from(values) })
    return id
  }
}

/** Shape of one of equal parts along an axis; along the last one where none is given. */
export function shapeOfPart(shape: readonly number[], parts: number, axis = shape.length - 1): number[] {
  return shape.map((size, i) => (i === axis ? size / parts : size))
}

function typeAttribute(name: string, dtype: number): RecordedOperation['attributes'][number] {
  return { name, type: nativeInternals().binding.TF_ATTR_TYPE, value: dtype }
}
