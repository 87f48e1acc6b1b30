import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import { prepareRunData } from '../../../../src/trainer/data/run-data'
import {
  engineKey,
  firstStateToKeep,
  KeptEngine,
  type PreparedRun,
} from '../../../../src/trainer/step/kept-engine'
import { startEngine } from '../../../../src/trainer/step/start-engine'
import { digitsLike } from '../../../integration/trainer/support/data'

const content = digitsLike({ samples: 300 })
const base: RunConfigInput = {
  model: { kind: 'mlp', layers: [20], dropout: 0.3, batchNorm: true, l2: 0.01 },
  loss: { gammaSchedule: 'linear', gammaEnd: 0, alpha: 'balanced', reweightFrom: 2 },
  training: { epochs: 3, batchSize: 32 },
}
const rates = [0.01, 0.02, 0.005]
const batches = rates.map((_, b) => Int32Array.from({ length: 32 }, (_, i) => (7 * b + 3 * i) % 240))

let folder: string
let dataPath: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'focal-bench-kept-'))
  dataPath = join(folder, 'data.fbds')
  writeFileSync(dataPath, 'data')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function prepare(input: RunConfigInput): Promise<PreparedRun> {
  const config = runConfigSchema.parse(input)
  const data = prepareRunData(content, config)
  const { engine, environment } = await startEngine(config, data)
  return { data, engine, environment, first: firstStateToKeep(engine, data) }
}

function trained({ engine }: PreparedRun) {
  const losses = [1, 2, 3].map((epoch) => {
    engine.beginEpoch(epoch)
    return [engine.train(batches, rates), engine.evaluate('validation', 0, 40).loss]
  })
  return { losses, state: engine.readState() }
}

describe('a kept graph', () => {
  it('trains the next run to the digits of the first, schedules and dropout included', async () => {
    const kept = new KeptEngine()
    const prepared = await prepare(base)
    expect(prepared.engine.compiled).toBe(true)
    const first = trained(prepared)
    kept.keep('key', prepared)
    const again = kept.take('key')
    expect(again?.engine).toBe(prepared.engine)
    expect(trained(again!)).toEqual(first)
    kept.keep('key', prepared)
    expect(kept.take('other')).toBeNull()
  })

  it('is given once, and not to a run of another key', async () => {
    const kept = new KeptEngine()
    kept.keep('key', await prepare(base))
    expect(kept.take('other')).toBeNull()
    expect(kept.take('key')).toBeNull()
  })

  it('is none where single operations are computed', async () => {
    const kept = new KeptEngine()
    kept.keep('key', await prepare({ ...base, training: { ...base.training, compile: false } }))
    expect(kept.take('key')).toBeNull()
  })
})

describe('what is to be known to keep a graph', () => {
  it('is nothing where so much data is that an idle trainer would stand in the way', async () => {
    const { engine, data, first } = await prepare(base)
    expect(first).not.toBeNull()
    const train = { ...data.train, values: new Float32Array(2 ** 24 + 1) }
    expect(firstStateToKeep(engine, { ...data, train })).toBeNull()
  })
})

describe('the key of a graph', () => {
  const key = (change: RunConfigInput = {}) =>
    engineKey(runConfigSchema.parse({ ...base, ...change }), dataPath)

  it.each<[string, RunConfigInput]>([
    ['learning rate', { optimizer: { learningRate: 0.5 } }],
    ['schedule', { optimizer: { schedule: 'cosine' } }],
    ['patience', { training: { ...base.training, patience: 2, bestBy: 'loss' } }],
    ['sampling', { training: { ...base.training, sampling: 'classAware' } }],
  ])('leaves out what the loop alone goes by: %s', (_, change) => {
    expect(key(change)).toBe(key())
  })

  it.each<[string, RunConfigInput]>([
    ['seed', { seed: 7 }],
    ['γ', { loss: { ...base.loss, gamma: 3 } }],
    ['epochs', { training: { ...base.training, epochs: 4 } }],
    ['momentum', { optimizer: { beta1: 0.8 } }],
    ['units', { model: { kind: 'mlp', layers: [21] } }],
    ['split', { data: { splitSeed: 3 } }],
  ])('goes by everything else: %s', (_, change) => {
    expect(key(change)).not.toBe(key())
  })

  it('is another where the data file has changed', () => {
    const before = key()
    writeFileSync(dataPath, 'other data')
    expect(key()).not.toBe(before)
  })
})
