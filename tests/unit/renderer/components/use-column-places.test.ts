import { expect, it } from 'vitest'
import { placesInView, type ColumnPlace } from '../../../../src/renderer/components/use-column-places'

function place(id: string, width: number, sticky = false): ColumnPlace<object> {
  return { column: { id, header: id, value: () => id }, index: 1, width, sticky, style: { gridColumn: 1 } }
}
const places = [
  place('mark', 30, true),
  place('name', 100, true),
  place('a', 50),
  place('b', 50),
  place('c', 50),
]
const ids = (from: number, to: number): string[] =>
  placesInView(places, from, to).map(({ column }) => column.id)

it('has what touches the view, and what stays in it', () => {
  expect(ids(0, 140)).toEqual(['mark', 'name', 'a'])
  expect(ids(185, 260)).toEqual(['mark', 'name', 'b', 'c'])
})

it('leaves out columns that only meet the edge', () => {
  expect(ids(180, 230)).toEqual(['mark', 'name', 'b'])
})
