import { describe, expect, it } from 'vitest'
import { rarestLabels, targetCounts } from '@core/sampling/rarest-labels'

describe('rarestLabels', () => {
  const targets = Uint8Array.from([1, 1, 0, /**/ 1, 0, 1, /**/ 0, 0, 0, /**/ 1, 1, 1, /**/ 1, 0, 0])

  it('counts the samples of each label', () => {
    expect(targetCounts(targets, 3)).toEqual([4, 2, 2])
  })

  it('takes the rarest label of each sample, the first of equals, and one more class for none', () => {
    expect([...rarestLabels(targets, 3)]).toEqual([1, 2, 3, 1, 0])
  })
})
