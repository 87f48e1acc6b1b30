import { expect, test } from 'vitest'
import type { CurvePoints } from '@shared/contract/curves'
import { CurveEvents, mostPendingPoints } from '../../../../src/engine/events/curve-events'

function points(runId: string, steps: number[], metric: CurvePoints['metric'] = 'loss'): CurvePoints {
  const zeros = steps.map(() => 0)
  return {
    runId,
    metric,
    split: 'train',
    classIndex: null,
    resolution: 'step',
    step: steps,
    epoch: zeros,
    seconds: zeros,
    value: steps.map((step) => step / 2),
  }
}

test('points of one curve are joined in order; other curves and runs stay apart', async () => {
  const events = new CurveEvents()
  const stream = events.follow(['a', 'b'])
  events.pointsAdded(points('a', [1, 2]))
  events.pointsAdded(points('b', [1]))
  events.pointsAdded(points('a', [3]))
  events.pointsAdded(points('a', [3], 'accuracy'))
  events.pointsAdded(points('not followed', [1]))
  const { value } = await stream.next()
  expect(value!.map(({ runId, metric, step, value: values }) => ({ runId, metric, step, values }))).toEqual([
    { runId: 'a', metric: 'loss', step: [1, 2, 3], values: [0.5, 1, 1.5] },
    { runId: 'b', metric: 'loss', step: [1], values: [0.5] },
    { runId: 'a', metric: 'accuracy', step: [3], values: [1.5] },
  ])
})

test('what waits for a subscriber that does not read is bounded, and the newest point is kept', async () => {
  const events = new CurveEvents()
  const stream = events.follow(['a'])
  const all = 20 * mostPendingPoints
  for (let first = 1; first <= all; first += 500) {
    events.pointsAdded(
      points(
        'a',
        Array.from({ length: 500 }, (_, i) => first + i),
      ),
    )
  }
  const [curve] = (await stream.next()).value!
  expect(curve!.step.length).toBeLessThanOrEqual(mostPendingPoints)
  expect(curve!.step.at(-1)).toBe(all)
  expect(curve!.step).toEqual([...curve!.step].sort((a, b) => a - b))
  expect(curve!.value.at(-1)).toBe(all / 2)
  expect(curve!.epoch).toHaveLength(curve!.step.length)
})

test('followers that have ended are forgotten', async () => {
  const events = new CurveEvents()
  const abort = new AbortController()
  events.follow(['a'], abort.signal)
  const left = events.follow(['a'])
  expect(events.isFollowed('a')).toBe(true)
  abort.abort()
  await left.return()
  expect(events.followerCount).toBe(0)
  expect(events.isFollowed('a')).toBe(false)
})
