import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareTexts, TextOrder } from '../../../../src/renderer/components/text-order'

it('sorts run 2 before run 10, whatever the case', () => {
  const order = new TextOrder()
  const names = ['Run 10', 'run 2', 'run 1']
  order.learn(names)
  expect([...names].sort((a, b) => order.compare(a, b))).toEqual(['run 1', 'run 2', 'Run 10'])
})

it('keeps the natural order when it learns in pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string(), { maxLength: 30 }),
      fc.array(fc.string(), { maxLength: 30 }),
      (first, second) => {
        const order = new TextOrder()
        order.learn(first)
        order.learn(second)
        const sorted = [...first, ...second].sort((a, b) => order.compare(a, b))
        for (let i = 1; i < sorted.length; i++)
          expect(compareTexts(sorted[i - 1]!, sorted[i]!)).toBeLessThanOrEqual(0)
      },
    ),
  )
})
