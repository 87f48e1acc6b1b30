import { describe, expect, it } from 'vitest'
import {
  decodeCheckpoint,
  encodeCheckpoint,
  type Checkpoint,
} from '../../../../src/trainer/checkpoint/checkpoint-file'

const checkpoint: Checkpoint = {
  runId: '01J',
  position: {
    epoch: 3,
    step: 42,
    seconds: 1.25,
    trainingSeconds: 1,
    examples: 1344,
    best: {
      epoch: 2,
      scores: { loss: 0.1, crossEntropy: 0.2, accuracy: 0.9, balancedAccuracy: 0.8, macroF1: 0.7 },
    },
  },
  topology: '{"class_name":"Model"}',
  labels: ['猫', 'dog'],
  standardization: { means: [1, 2], deviations: [3, 4] },
  state: {
    step: 42,
    weights: [
      { name: 'output/kernel', shape: [2, 2], values: new Float32Array([1.5, -0, 1e-45, 3e38]) },
      { name: 'output/bias', shape: [2], values: new Float32Array([0.1, 0.2]) },
    ],
    slots: [{ name: 'velocity/output/bias', shape: [2], values: new Float32Array([NaN, Infinity]) }],
  },
}

describe('the checkpoint file', () => {
  it('gives back what it was given, to the last bit', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint)
  })

  it('can be read from the middle of other bytes', () => {
    const bytes = encodeCheckpoint(checkpoint)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decodeCheckpoint(shifted.subarray(3))).toEqual(checkpoint)
  })

  it('refuses what is not a checkpoint, or not all of one', () => {
    const bytes = encodeCheckpoint(checkpoint)
    expect(() => decodeCheckpoint(new Uint8Array(4))).toThrow(/it is not a checkpoint/)
    expect(() => decodeCheckpoint(new Uint8Array(100))).toThrow(/it is not a checkpoint/)
    expect(() => decodeCheckpoint(bytes.subarray(0, 40))).toThrow(/it is cut short/)
    expect(() => decodeCheckpoint(bytes.subarray(0, bytes.length - 4))).toThrow(/it is cut short/)
    const newer = bytes.slice()
    newer[4] = 9
    expect(() => decodeCheckpoint(newer)).toThrow(/its version is 9, not 1/)
  })
})
