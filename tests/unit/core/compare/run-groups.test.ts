import { arePairable, groupName, meanDifference, runGroups, spreadOf } from '@core/compare/run-groups'
import { defaultRunConfig } from '@shared/config/defaults'
import type { RunConfig } from '@shared/config/run-config'
import { describe, expect, it } from 'vitest'
import { epoch, runWith } from '../filter/support'

let made = 0
interface Wanted {
  fold?: number
  of?: number
  seed?: number
  splitSeed?: number
  kind?: RunConfig['loss']['kind']
  accuracy?: number
}
function run({ fold, of = 5, seed = 1, splitSeed, kind = 'focal', accuracy = 0.5 }: Wanted) {
  const data = {
    ...defaultRunConfig.data,
    fold: fold === undefined ? null : { index: fold, of },
    splitSeed: splitSeed ?? null,
  }
  const name = `mine · ${kind} · seed ${seed}${fold === undefined ? '' : ` · fold ${fold}/${of}`}`
  return runWith({
    id: `01JD${String(++made).padStart(22, '0')}`,
    name,
    config: { data, seed, loss: { ...defaultRunConfig.loss, kind } },
    best: epoch({ accuracy }),
  })
}
const accuracy = (of: { best: { accuracy: number } | null }) => of.best?.accuracy

describe('runGroups', () => {
  it('puts the folds of one configuration together, and leaves a single run out', () => {
    const groups = runGroups([
      run({ fold: 1 }),
      run({ fold: 1, kind: 'ce' }),
      run({ fold: 2 }),
      run({ fold: 1, of: 3 }),
      run({ fold: 1, seed: 2 }),
    ])
    expect(groups).toHaveLength(1)
    expect(groups[0]).toMatchObject({ over: 'folds' })
    expect([...groups[0]!.runs.keys()]).toEqual([1, 2])
    expect(groupName(groups[0]!)).toBe('mine · focal · seed 1')
  })

  it('puts runs together that are equal but for the seed', () => {
    const groups = runGroups([run({ seed: 1 }), run({ seed: 2 }), run({ seed: 3, kind: 'ce' })])
    expect(groups.map(({ over, runs }) => [over, [...runs.keys()]])).toEqual([['seeds', [1, 2]]])
    expect(groupName(groups[0]!)).toBe('mine · focal')
  })

  it('counts a fold that was trained twice once', () => {
    const before = run({ fold: 2, accuracy: 0.1 })
    const again = run({ fold: 2, accuracy: 0.7 })
    const [group] = runGroups([again, before, run({ fold: 1, accuracy: 0.5 })])
    expect(spreadOf(group!, accuracy)).toMatchObject({ count: 2, mean: 0.6 })
    expect(group!.runs.get(2)).toBe(again)
  })
})

describe('meanDifference', () => {
  const folds = (kind: RunConfig['loss']['kind'], values: number[], change: Wanted = {}) =>
    runGroups(values.map((value, at) => run({ ...change, fold: at + 1, kind, accuracy: value })))[0]!

  it('pairs folds and has Student’s interval over them', () => {
    const [focal, ce] = [folds('focal', [0.6, 0.8, 0.7]), folds('ce', [0.5, 0.6, 0.6])]
    expect(spreadOf(focal, accuracy)).toMatchObject({ count: 3, deviation: expect.closeTo(0.1, 12) })
    const difference = meanDifference(focal, ce, accuracy)!
    // Differences 0.1, 0.2, 0.1: t of 2 degrees of freedom is 4.30265.
    const reach = (4.30265273 * 0.0577350269) / Math.sqrt(3)
    expect(difference.count).toBe(3)
    expect(difference.value).toBeCloseTo(0.4 / 3, 12)
    expect(difference.low).toBeCloseTo(0.4 / 3 - reach, 8)
    expect(difference.high).toBeCloseTo(0.4 / 3 + reach, 8)
  })

  it('needs two folds that both have, and the same folds of the same data', () => {
    const focal = folds('focal', [0.6, 0.8])
    expect(meanDifference(focal, folds('ce', [0.5, 0.5]), () => null)).toBeNull()
    expect(arePairable(focal, folds('ce', [0.5, 0.5]))).toBe(true)
    expect(arePairable(focal, folds('ce', [0.5, 0.5], { seed: 2 }))).toBe(false)
    expect(arePairable(focal, folds('ce', [0.5, 0.5], { seed: 2, splitSeed: 1 }))).toBe(true)
    expect(arePairable(focal, folds('ce', [0.5, 0.5], { of: 4 }))).toBe(false)
  })
})
