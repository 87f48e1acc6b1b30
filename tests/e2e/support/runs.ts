import { expect } from '@playwright/test'
import type { RunConfigInput } from '@shared/config/run-config'
import type { RunState } from '@shared/domain/run'
import { withEngine } from './engine-client'

/** Long-tailed digits, as a comparison of losses needs them; quick. */
export const longTailedDigits: RunConfigInput = {
  data: { dataset: 'digits', imbalance: 20 },
  model: { kind: 'mlp', layers: [32] },
  training: { epochs: 6 },
}

/** A run that trains until it is stopped. Not compiled: a test reads its epochs over and over, and there would be thousands. */
export const endless: RunConfigInput = {
  ...longTailedDigits,
  training: { epochs: 100_000, compile: false },
}

/** Puts a run in the queue; returns its id. */
export async function queueRun(home: string, name: string, config: RunConfigInput): Promise<string> {
  return withEngine(home, async (client) => (await client.runs.create({ name, config })).id)
}

export async function waitForState(home: string, id: string, state: RunState): Promise<void> {
  const read = (): Promise<RunState | null> =>
    withEngine(home, async (client) => (await client.runs.get({ id })).state).catch(() => null)
  await expect.poll(read, { timeout: 180_000, message: `the run is ${state}` }).toBe(state)
}

/** Numbers of the epochs on record, in order. */
export function epochNumbers(home: string, id: string): Promise<number[]> {
  return withEngine(home, async (client) => (await client.runs.epochs({ id })).map(({ epoch }) => epoch))
}
