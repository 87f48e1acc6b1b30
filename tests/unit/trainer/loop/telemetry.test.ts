import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FromTrainer } from '@shared/trainer-protocol'
import { StepTelemetry } from '../../../../src/trainer/loop/telemetry'

let sent: Extract<FromTrainer, { type: 'steps' }>[]
let telemetry: StepTelemetry

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  sent = []
  telemetry = new StepTelemetry({
    send: (message) => {
      if (message.type === 'steps') sent.push(message)
    },
    stopRequested: () => false,
  })
})
afterEach(() => vi.useRealTimers())

describe('StepTelemetry', () => {
  it('holds steps back until a tenth of a second has gone by', () => {
    telemetry.beginEpoch(1, 0)
    for (let i = 0; i < 25; i++) {
      vi.advanceTimersByTime(10)
      telemetry.add(new Float32Array([i]), 32, i / 100, (i + 1) / 100)
    }
    expect(sent.map(({ losses }) => losses.length)).toEqual([10, 10])
    telemetry.flush()
    expect(sent.map(({ firstStep, losses }) => [firstStep, losses.length])).toEqual([
      [1, 10],
      [11, 10],
      [21, 5],
    ])
    expect(sent[2]!.examplesPerSecond).toBeCloseTo(3200, 6)
  })

  it('spreads the time of steps that ran together over them', () => {
    telemetry.beginEpoch(3, 40)
    telemetry.add(new Float32Array([4, 3, 2, 1]), 128, 2, 2.4)
    telemetry.flush()
    expect(sent[0]).toMatchObject({ epoch: 3, firstStep: 41, losses: new Float32Array([4, 3, 2, 1]) })
    expect(Array.from(sent[0]!.seconds)).toEqual(
      [2.1, 2.2, 2.3, 2.4].map((second) => expect.closeTo(second, 9) as number),
    )
  })

  it('sends nothing where nothing happened', () => {
    telemetry.flush()
    expect(sent).toEqual([])
  })
})
