import { describe, expect, it } from 'vitest'
import { rowAfterKey, selectRow, type RowSelection } from '../../../../src/renderer/components/row-selection'

const order = ['a', 'b', 'c', 'd', 'e']
const none: RowSelection = { selected: [], active: null, anchor: null }
const plain = { toggle: false, extend: false }
const toggle = { toggle: true, extend: false }
const extend = { toggle: false, extend: true }

describe('selectRow', () => {
  it('selects one row and forgets the others', () => {
    expect(selectRow({ selected: ['a', 'b'], active: 'b', anchor: 'a' }, 'd', order, plain)).toEqual({
      selected: ['d'],
      active: 'd',
      anchor: 'd',
    })
  })

  it('adds and takes away with Ctrl', () => {
    const added = selectRow({ ...none, selected: ['a'] }, 'c', order, toggle)
    expect(added.selected).toEqual(['a', 'c'])
    expect(selectRow(added, 'a', order, toggle).selected).toEqual(['c'])
  })

  it('extends from the anchor with Shift, and back again', () => {
    const start = selectRow(none, 'c', order, plain)
    const down = selectRow(start, 'e', order, extend)
    expect(down.selected).toEqual(['c', 'd', 'e'])
    expect(selectRow(down, 'a', order, extend).selected).toEqual(['c', 'b', 'a'])
  })

  it('keeps what was selected before with Ctrl and Shift', () => {
    const start = selectRow({ ...none, selected: ['a'] }, 'c', order, toggle)
    expect(selectRow(start, 'd', order, { toggle: true, extend: true }).selected).toEqual(['a', 'c', 'd'])
  })

  it('extends from the row itself where the anchor is gone', () => {
    expect(selectRow({ selected: [], active: null, anchor: 'z' }, 'b', order, extend).selected).toEqual(['b'])
  })
})

describe('rowAfterKey', () => {
  it.each([
    ['ArrowDown', 'b', 'c'],
    ['ArrowUp', 'b', 'a'],
    ['ArrowDown', 'e', 'e'],
    ['ArrowUp', 'a', 'a'],
    ['Home', 'c', 'a'],
    ['End', 'c', 'e'],
    ['PageDown', 'b', 'd'],
    ['PageUp', 'e', 'c'],
  ])('%s from %s leads to %s', (key, from, to) => {
    expect(rowAfterKey(key, from, order, 2)).toBe(to)
  })

  it('begins at the first row', () => {
    expect(rowAfterKey('ArrowDown', null, order, 2)).toBe('a')
    expect(rowAfterKey('ArrowDown', 'gone', order, 2)).toBe('a')
  })

  it('knows no other keys, and no rows where there are none', () => {
    expect(rowAfterKey('x', 'a', order, 2)).toBeNull()
    expect(rowAfterKey('ArrowDown', null, [], 2)).toBeNull()
  })
})
