import { expect, it } from 'vitest'
import type { RunSummary } from '@shared/domain/run'
import { oldestOf } from '../../../../../src/renderer/features/compare/use-reference'

const run = (id: string): RunSummary => ({ id }) as RunSummary

it('the reference is the oldest run, in whatever order runs were selected', () => {
  const [ce, focal] = [run('01JDA'), run('01JDB')]
  expect(oldestOf([focal, ce])).toBe(ce)
  expect(oldestOf([ce, focal])).toBe(ce)
  expect(oldestOf([])).toBeNull()
})
