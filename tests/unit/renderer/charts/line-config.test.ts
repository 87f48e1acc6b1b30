import { describe, expect, it } from 'vitest'
import { logTickText } from '../../../../src/renderer/charts/line-config'

describe('the numbers on a log axis', () => {
  it('are 1, 2 and 5 of each decade', () => {
    const text = logTickText(0.01, 1, String)
    expect([0.01, 0.02, 0.03, 0.05, 0.1, 0.7].map(text)).toEqual(['0.01', '0.02', null, '0.05', '0.1', null])
  })

  it('are all there where a range within one decade had none', () => {
    const text = logTickText(0.3, 0.45, String)
    expect([0.3, 0.35, 0.4, 0.45].map(text)).toEqual(['0.3', '0.35', '0.4', '0.45'])
  })
})
