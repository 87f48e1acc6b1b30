import { expect, it } from 'vitest'
import { listText } from '../../../../src/cli/commands/list'
import { runWith } from '../../core/filter/support'

it('subset accuracy stood under "accuracy" beside that of one class a sample', () => {
  const one = runWith({ name: 'one' })
  const several = runWith({ name: 'several', multiLabel: true })
  const queued = runWith({ name: 'queued', multiLabel: true, best: null })
  const lines = listText([one, several, queued], 3).split('\n')
  const lineOf = (name: string) => lines.find((line) => line.includes(name)) ?? ''
  expect(lineOf('several')).toContain(' 95.0%* ')
  expect(lineOf('one')).not.toContain('*')
  expect(lineOf('queued')).not.toContain('*')
  expect(lines.at(-1)).toBe('* subset accuracy: the share of samples with every label right')
  expect(listText([one, queued], 2)).not.toContain('*')
})
