import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createProgress, progressLine } from '../../../../src/cli/train/progress'
import { epoch, runWith } from '../../core/filter/support'

const progress = {
  epoch: 3,
  epochs: 10,
  step: 1,
  steps: 9,
  secondsElapsed: 3,
  secondsLeft: 65,
  examplesPerSecond: 2100.4,
}

it('shows how far a run is on one line', () => {
  const last = epoch({ loss: 0.12345, valLoss: 0.2, accuracy: 0.95, balancedAccuracy: 0.9 })
  expect(progressLine(runWith({ state: 'running', last, progress }))).toBe(
    '[###.......] epoch 3/10 · loss 0.1235 · val 0.2 · accuracy 95.0% · balanced 90.0% · 2,100 examples/s · 1 min 5 s left',
  )
})

it('shows a run before its first epoch, and one that waits', () => {
  expect(progressLine(runWith({ state: 'running', last: null }))).toBe('[..........] epoch 0/10')
  expect(progressLine(runWith({ state: 'queued', last: null }))).toBe('waiting in the queue')
})

it('moves one line in a terminal, never a wider one than that, and leaves nothing behind', () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 20,
  }) as unknown as NodeJS.WriteStream
  const shown = createProgress(stream)
  shown.show(runWith({ state: 'running', last: epoch({}), progress }))
  shown.say('Stopping.')
  shown.end()
  const clear = '\r\x1b[2K'
  expect(String(stream.read())).toBe(`${clear}[###.......] epoch ${clear}Stopping.\n${clear}`)
})

it('says that a run is done after its last epoch, not before', () => {
  const stream = new PassThrough() as unknown as NodeJS.WriteStream
  const shown = createProgress(stream)
  shown.show(runWith({ name: 'a', id: 'b', state: 'running', last: null }))
  shown.show(runWith({ name: 'a', id: 'b', state: 'done', last: epoch({ epoch: 10 }) }))
  const lines = String(stream.read()).trimEnd().split('\n')
  expect(lines).toEqual(['a (b): running', expect.stringContaining('epoch 10/10'), 'a (b): done'])
})
