import { describe, expect, it } from 'vitest'
import {
  decodeDataset,
  decodeDatasetPrefix,
  encodeDataset,
  encodeDatasetPrefix,
  type DatasetContent,
} from '@shared/dataset-file'

const content: DatasetContent = {
  samples: 3,
  features: 2,
  featureNames: ['länge', '宽'],
  shape: null,
  labels: ['a', 'b'],
  values: Float32Array.of(1, -2, 3.5, 0, 1e30, -0),
  classes: Int32Array.of(0, 1, 0),
}

describe('the data file', () => {
  it('gives back what was written, names beyond ASCII included', () => {
    expect(decodeDataset(encodeDataset(content))).toEqual(content)
  })

  it('is read from any byte offset', () => {
    const bytes = encodeDataset(content)
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decodeDataset(shifted.subarray(3))).toEqual(content)
  })

  it('is read from a Buffer at an odd offset, whose slice() shares the memory', () => {
    const shifted = Buffer.alloc(encodeDataset(content).length + 3)
    shifted.set(encodeDataset(content), 3)
    expect(decodeDataset(shifted.subarray(3))).toEqual(content)
  })

  it('begins with a prefix that tells where the features start, once it is whole', () => {
    const prefix = encodeDatasetPrefix(content)
    const bytes = encodeDataset(content)
    expect(bytes.subarray(0, prefix.length)).toEqual(prefix)
    const { samples, features, featureNames, shape, labels } = content
    expect(decodeDatasetPrefix(bytes)).toEqual({
      header: { samples, features, featureNames, shape, labels },
      start: prefix.length,
    })
    expect(decodeDatasetPrefix(bytes.subarray(0, 5))).toBeNull()
    expect(decodeDatasetPrefix(bytes.subarray(0, prefix.length - 1))).toBeNull()
  })

  it.each([0, 5, 11, 40, -1])('refuses a file cut after %i bytes', (length) => {
    expect(() => decodeDataset(encodeDataset(content).slice(0, length))).toThrow('cannot be read')
  })

  it('refuses another kind of file', () => {
    expect(() => decodeDataset(new TextEncoder().encode('a,b,c\n1,2,3\n'))).toThrow('not a data file')
  })
})
