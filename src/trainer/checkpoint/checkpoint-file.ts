/**
 * The binary file of a checkpoint: magic "FBCP", uint32 version, uint32 header length, header (JSON, UTF-8, padded with
 * spaces to 8 bytes), then the float32 values of all weights and slots in the header's order. Little-endian.
 * It holds all it takes to use the model elsewhere: topology, weights, labels and the scaling of the features.
 */
import type { WatchedScores } from '@core/metrics/watched-metric'
import type { FittedColumn } from '@core/columns/preprocessing'
import { FocalError } from '@shared/errors'
import type { Standardization } from '../data/standardize'
import type { NamedTensor, TrainingState } from '../step/step-engine'

/** How far a run has come, apart from its weights. */
export interface RunPosition {
  /** Epochs finished. */
  epoch: number
  step: number
  /** Seconds since the run began, those before a resumption included. */
  seconds: number
  /** The part of them spent in training steps. */
  trainingSeconds: number
  examples: number
  /** The best epoch so far, and its scores on the validation split. */
  best: { epoch: number; scores: WatchedScores }
}

export interface Checkpoint {
  runId: string
  position: RunPosition
  /** A tfjs LayersModel topology. */
  topology: string
  labels: string[]
  /** How each column is filled in and encoded; absent where the features are plain numbers. */
  preprocessing?: FittedColumn[]
  /** Of the encoded features. */
  standardization: Standardization | null
  state: TrainingState
}

interface Header extends Omit<Checkpoint, 'state'> {
  weights: Omit<NamedTensor, 'values'>[]
  slots: Omit<NamedTensor, 'values'>[]
}

const magic = 0x50434246 // "FBCP", little-endian
const version = 1
const prefixBytes = 12

export function encodeCheckpoint({ state, ...rest }: Checkpoint): Uint8Array {
  const tensors = [...state.weights, ...state.slots]
  const withoutValues = ({ name, shape }: NamedTensor) => ({ name, shape })
  const content: Header = {
    ...rest,
    weights: state.weights.map(withoutValues),
    slots: state.slots.map(withoutValues),
  }
  const header = new TextEncoder().encode(JSON.stringify(content))
  const start = Math.ceil((header.length + prefixBytes) / 8) * 8
  const bytes = new Uint8Array(start + tensors.reduce((sum, { values }) => sum + values.byteLength, 0))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, version, true)
  view.setUint32(8, start - prefixBytes, true)
  bytes.fill(0x20, prefixBytes, start)
  bytes.set(header, prefixBytes)
  let offset = start
  for (const { values } of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset)
    offset += values.byteLength
  }
  return bytes
}

/** @throws FocalError `trainer-failed` where the bytes are not a whole checkpoint of this version */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const whole = bytes.slice()
  const view = new DataView(whole.buffer)
  if (whole.byteLength < prefixBytes || view.getUint32(0, true) !== magic)
    throw broken('it is not a checkpoint')
  if (view.getUint32(4, true) !== version)
    throw broken(`its version is ${view.getUint32(4, true)}, not ${version}`)
  const start = prefixBytes + view.getUint32(8, true)
  if (whole.byteLength < start) throw broken('it is cut short')
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(prefixBytes, start))) as Header
  const { weights, slots, ...rest } = header
  const sizes = [...weights, ...slots].map(({ shape }) => shape.reduce((product, size) => product * size, 1))
  if (whole.byteLength !== start + 4 * sizes.reduce((sum, size) => sum + size, 0))
    throw broken('it is cut short')
  let offset = start
  const tensors = [...weights, ...slots].map((tensor, i): NamedTensor => {
    const values = new Float32Array(whole.buffer, offset, sizes[i])
    offset += values.byteLength
    return { ...tensor, values }
  })
  const state = {
    step: rest.position.step,
    weights: tensors.slice(0, weights.length),
    slots: tensors.slice(weights.length),
  }
  return { ...rest, state }
}

function broken(why: string): FocalError {
  return new FocalError({
    code: 'trainer-failed',
    message: `The checkpoint cannot be read: ${why}. Begin the run anew.`,
  })
}
