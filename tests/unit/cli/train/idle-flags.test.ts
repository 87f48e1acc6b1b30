import { defaultRunConfig } from '@shared/config/defaults'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import { expect, it } from 'vitest'
import { idleFlagNotes } from '../../../../src/cli/train/idle-flags'

const configOf = (change: RunConfigInput) => runConfigSchema.parse(change)

it('says that a flag changes nothing: "--loss ce --gamma 5" trained without a word', () => {
  expect(idleFlagNotes({ loss: 'ce', gamma: 5 }, configOf({ loss: { kind: 'ce', gamma: 5 } }))).toEqual([
    '--gamma changes nothing here: it is for --loss focal.',
  ])
  const step = { gammaFrom: 3, tau: 2, beta: 0.9, reweightFrom: 2, imbalanceShape: 'step', momentum: 0.5 }
  expect(idleFlagNotes(step, defaultRunConfig).map((note) => note.split(' ')[0])).toEqual([
    '--gamma-from',
    '--tau',
    '--beta',
    '--reweight-from',
    '--imbalance-shape',
    '--momentum',
  ])
})

it('is silent where flags are used, and on what only defaults or a file say', () => {
  const used = configOf({
    data: { imbalance: 10 },
    loss: { kind: 'focal', gammaSchedule: 'step', alpha: 'effective' },
    optimizer: { kind: 'momentum' },
  })
  const flags = { gamma: 1, gammaFrom: 3, gammaEnd: 1, beta: 0.9, reweightFrom: 2, momentum: 0.5 }
  expect(idleFlagNotes(flags, used)).toEqual([])
  expect(idleFlagNotes({}, configOf({ loss: { kind: 'ce', gamma: 5, alpha: 0.25 } }))).toEqual([])
})

it('says that one α for softmax balances nothing', () => {
  const notes = idleFlagNotes({ alpha: 0.25 }, configOf({ loss: { alpha: 0.25 } }))
  expect(notes).toEqual([expect.stringContaining('--alpha 0.25 multiplies the whole loss')])
  expect(idleFlagNotes({ alpha: 0.25 }, configOf({ loss: { alpha: 0.25, activation: 'sigmoid' } }))).toEqual(
    [],
  )
})
