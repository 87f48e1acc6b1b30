import { describe, expect, it } from 'vitest'
import { parseFilter } from '@core/filter/parse-filter'
import {
  applyCompletion,
  completeFilter,
  withoutOpenEnd,
  type KnownValues,
} from '../../../../../src/renderer/features/runs/filter-completion'

const known: KnownValues = (field) => (field.name === 'tag' ? ['baseline', 'long tail'] : [])

function labels(text: string, caret = text.length): string[] {
  return completeFilter(text, caret, known)?.options.map(({ label }) => label) ?? []
}

/** The text after the first offer was taken. */
function taken(text: string, caret = text.length): string {
  const completion = completeFilter(text, caret, known)!
  return applyCompletion(text, completion, completion.options[0]!).text
}

describe('completeFilter', () => {
  it('offers fields that begin with the word before those that contain it', () => {
    expect(labels('loss')[0]).toBe('loss')
    expect(labels('loss')).toContain('best.loss')
    expect(labels('gam')).toEqual(['gamma', 'gammaSchedule'])
  })

  it('offers the choices of a field after its operator, and those that fit what was typed', () => {
    expect(labels('loss=')).toContain('focal')
    expect(labels('loss=fo')).toEqual(['focal'])
    expect(labels('pinned=')).toEqual(['true', 'false'])
  })

  it('offers values on record where a field has no fixed choices', () => {
    expect(labels('tag:')).toEqual(['baseline', 'long tail'])
    expect(labels('name=')).toEqual([])
  })

  it('offers nothing after a blank, within an open quote, for keywords, and for a value that is complete', () => {
    expect(labels('loss=focal ')).toEqual([])
    expect(labels('name~"gam')).toEqual([])
    expect(labels('loss=focal and')).toEqual([])
    expect(labels('loss=focal')).toEqual([])
  })

  it('looks at the caret, not at the end of the text', () => {
    expect(labels('gam and loss=ce', 3)).toEqual(['gamma', 'gammaSchedule'])
    expect(taken('gam and loss=ce', 3)).toBe('gamma= and loss=ce')
  })
})

describe('applyCompletion', () => {
  it('adds the operator that is usual for a field', () => {
    expect(taken('gam')).toBe('gamma=')
    expect(taken('balanced')).toBe('balancedAccuracy>')
    expect(taken('creat')).toBe('created>')
  })

  it('quotes values with blanks, so that the filter can be read', () => {
    const text = taken('tag:long')
    expect(text).toBe('tag:"long tail" ')
    expect(() => parseFilter(text)).not.toThrow()
  })

  it('puts the caret behind what it wrote', () => {
    const completion = completeFilter('gam and loss=ce', 3, known)!
    expect(applyCompletion('gam and loss=ce', completion, completion.options[0]!).caret).toBe('gamma='.length)
  })
})

it.each([
  ['accuracy>', ''],
  ['loss=ce gamma>=', 'loss=ce '],
  ['loss=ce and gamma>', 'loss=ce'],
  ['loss=ce', 'loss=ce'],
  ['"open', '"open'],
])('a condition without its value does not filter yet: %j is %j', (text, rest) => {
  expect(withoutOpenEnd(text)).toBe(rest)
})
