import { expect, it } from 'vitest'
import { tellingTail } from '../../../../src/renderer/components/middle-text'

it.each([
  ['focal γ=2 · mlp · digits (2)', ' (2)'],
  ['tail · focal γ=2 · seed 12', ' seed 12'],
  ['ce · mlp · digits, fold 3/5', ' fold 3/5'],
  ['focal γ=2 · mlp · digits ρ=50', ''],
  ['my first try', ''],
  ['2', ''],
  ['run 123456789012345', ''],
  ['', ''],
])('of %j the end %j stays in view', (name, tail) => {
  expect(tellingTail(name)).toBe(tail)
  expect(name.endsWith(tail)).toBe(true)
})
