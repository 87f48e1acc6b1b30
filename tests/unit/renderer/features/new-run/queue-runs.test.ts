import { reactive, toRaw } from 'vue'
import { describe, expect, it } from 'vitest'
import type { LossConfig } from '@shared/config/run-config'
import { emptyDraft, type Draft } from '../../../../../src/renderer/features/new-run/draft'
import { changeLossKind } from '../../../../../src/renderer/features/new-run/loss-choices'
import {
  nameOf,
  pairLosses,
  runsOf,
  wantedConfigs,
  type Wish,
} from '../../../../../src/renderer/features/new-run/queue-runs'

interface Wanted {
  name?: string
  repeats?: number
  folds?: number
  loss?: Partial<LossConfig>
}

function draftOf({ name = '', repeats = 1, folds, loss = {} }: Wanted): Draft {
  const draft = { ...emptyDraft(), name, repeats }
  draft.config.loss = { ...draft.config.loss, ...loss }
  if (folds !== undefined) draft.config.data.fold = { index: 1, of: folds }
  return draft
}

function names(wanted: Wanted, wish: Wish): (string | undefined)[] {
  const draft = draftOf(wanted)
  return wantedConfigs(draft, wish).map((config) => nameOf(draft, config, wish))
}

describe('what one click queues', () => {
  it.each([
    [{}, 1, 2],
    [{ folds: 5 }, 5, 10],
    [{ repeats: 3 }, 3, 6],
    [{ repeats: 3, folds: 5 }, 15, 30],
  ])('is counted: %j', (wanted, one, pair) => {
    const draft = draftOf(wanted)
    expect([runsOf(draft, 'one'), runsOf(draft, 'pair')]).toEqual([one, pair])
    expect([wantedConfigs(draft, 'one').length, wantedConfigs(draft, 'pair').length]).toEqual([one, pair])
  })

  it('could not be copied once the loss had another kind while α was a list', () => {
    const draft = reactive(draftOf({ loss: { alpha: [1, 2, 3] } }))
    draft.config.loss = changeLossKind(draft.config.loss, 'ce')
    const configs = wantedConfigs(toRaw(draft), 'pair')
    expect(configs.map(({ loss }) => [loss.kind, loss.alpha])).toEqual([
      ['ce', [1, 2, 3]],
      ['focal', [1, 2, 3]],
    ])
    expect(structuredClone(configs)).toEqual(configs)
  })
})

describe('names', () => {
  it('are the engine’s where nothing was typed', () => {
    expect(names({ repeats: 2 }, 'pair')).toEqual([undefined, undefined, undefined, undefined])
  })

  it('say what tells the runs of one click apart, and nothing else', () => {
    expect(names({ name: ' tail ' }, 'one')).toEqual(['tail'])
    expect(names({ name: 'tail' }, 'pair')).toEqual(['tail · ce', 'tail · focal γ=2'])
    expect(names({ name: 'tail', repeats: 2 }, 'one')).toEqual(['tail · seed 1', 'tail · seed 2'])
    expect(names({ name: 'tail', folds: 2 }, 'pair')).toEqual([
      'tail · ce · fold 1/2',
      'tail · focal γ=2 · fold 1/2',
      'tail · ce · fold 2/2',
      'tail · focal γ=2 · fold 2/2',
    ])
  })

  it('of a pair said the γ of the first epoch alone where it changes', () => {
    const loss = { gamma: 3, gammaSchedule: 'linear', gammaEnd: 0 } as const
    expect(names({ name: 'tail', loss }, 'pair')).toEqual(['tail · ce', 'tail · focal γ=3→0'])
  })
})

describe('a pair', () => {
  const focalOf = (loss: Partial<LossConfig>): LossConfig => pairLosses(draftOf({ loss }).config.loss)[1]

  it('takes γ and its schedule from a focal loss', () => {
    expect(focalOf({ gamma: 1.5 })).toMatchObject({ kind: 'focal', gamma: 1.5, gammaSchedule: 'constant' })
    const rising = { gamma: 0, gammaSchedule: 'linear', gammaEnd: 3 } as const
    expect(focalOf(rising)).toMatchObject({ kind: 'focal', ...rising })
  })

  it('is focal with γ = 2 where the form has another loss, whatever schedule is out of sight', () => {
    const other = { kind: 'ce', gamma: 5, gammaSchedule: 'step' } as const
    expect(focalOf(other)).toMatchObject({ kind: 'focal', gamma: 2, gammaSchedule: 'constant' })
    expect(focalOf({ gamma: 0 })).toMatchObject({ kind: 'focal', gamma: 2 })
  })
})
