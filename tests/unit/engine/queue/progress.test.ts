import { expect, test } from 'vitest'
import { ProgressMeter } from '../../../../src/engine/queue/progress'

const anew = { epoch: 0, step: 0, secondsElapsed: 0 }

test('time left follows the pace since the first steps were seen', () => {
  const meter = new ProgressMeter(10, 100, anew)
  expect(meter.read(0).secondsLeft).toBeNull()
  meter.stepsDone(5, 0.5, 320, 100)
  expect(meter.read(100).secondsLeft).toBeNull()
  meter.stepsDone(25, 2.5, 320, 110)
  // 20 steps in 10 seconds, 75 steps left.
  expect(meter.read(110)).toEqual({
    epoch: 0,
    epochs: 10,
    step: 25,
    steps: 100,
    secondsElapsed: 2.5,
    secondsLeft: 37.5,
    examplesPerSecond: 320,
  })
  meter.epochDone(3, 30, 3)
  expect(meter.read(120)).toMatchObject({ epoch: 3, step: 30, secondsElapsed: 3 })
})

test('a resumed run counts its pace from where it goes on', () => {
  const meter = new ProgressMeter(10, 100, { epoch: 5, step: 50, secondsElapsed: 9 })
  expect(meter.read(0)).toMatchObject({ epoch: 5, step: 50, secondsElapsed: 9, secondsLeft: null })
  meter.stepsDone(60, 10, 1, 1)
  meter.stepsDone(80, 12, 1, 3)
  expect(meter.read(3).secondsLeft).toBeCloseTo(2, 10)
})

test('an ended run has no time left', () => {
  const meter = new ProgressMeter(1, 2, anew)
  meter.epochDone(1, 2, 1)
  expect(meter.final(1.5, 99)).toEqual({
    epoch: 1,
    epochs: 1,
    step: 2,
    steps: 2,
    secondsElapsed: 1.5,
    secondsLeft: null,
    examplesPerSecond: 99,
  })
})
