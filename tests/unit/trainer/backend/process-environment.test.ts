import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import {
  batchParts,
  columnParts,
  stepsPerCall,
  tensorflowEnvironment,
} from '../../../../src/trainer/backend/process-environment'

function environment(config: RunConfigInput, given: NodeJS.ProcessEnv = {}) {
  return tensorflowEnvironment(runConfigSchema.parse(config), 64, 10, given)
}

describe('tensorflowEnvironment', () => {
  it('gives a small dense model one thread, without oneDNN', () => {
    expect(environment({ model: { kind: 'mlp' } })).toMatchObject({
      TF_NUM_INTRAOP_THREADS: '1',
      TF_NUM_INTEROP_THREADS: '1',
      TF_ENABLE_ONEDNN_OPTS: '0',
    })
  })

  it.each<RunConfigInput['model']>([{ kind: 'cnn' }, { kind: 'mlp', layers: [4000, 4000] }])(
    'gives %o all threads, and oneDNN',
    (model) => {
      expect(environment({ model })).toMatchObject({
        TF_NUM_INTEROP_THREADS: String(availableParallelism()),
        TF_ENABLE_ONEDNN_OPTS: '1',
      })
    },
  )

  it('cuts the batches of convolutions into parts, a thread each, and leaves 16 rows to a part', () => {
    const given = { FOCAL_BENCH_TRAINERS_AT_ONCE: '1' }
    const threads = availableParallelism()
    const parts = Math.min(threads, 4)
    expect(environment({ model: { kind: 'cnn' }, training: { batchSize: 64 } }, given)).toMatchObject({
      FOCAL_BENCH_BATCH_PARTS: String(parts),
      TF_NUM_INTRAOP_THREADS: String(Math.floor(threads / parts)),
      TF_NUM_INTEROP_THREADS: String(threads),
    })
    expect(environment({ model: { kind: 'cnn' }, training: { batchSize: 16 } }, given)).toMatchObject({
      FOCAL_BENCH_BATCH_PARTS: '1',
      TF_NUM_INTRAOP_THREADS: String(threads),
    })
  })

  it('cuts large batches of dense models of middle size into parts, a thread each', () => {
    const alone = { FOCAL_BENCH_TRAINERS_AT_ONCE: '1' }
    const of = (layers: number[], batchSize: number, rest: { batchNorm?: boolean } = {}, given = alone) =>
      environment({ model: { kind: 'mlp', layers, ...rest }, training: { batchSize } }, given)
    const threads = availableParallelism()
    const parts = Math.min(threads, 4)
    expect(of([128, 64], 1024)).toMatchObject({
      FOCAL_BENCH_BATCH_PARTS: String(parts),
      TF_NUM_INTEROP_THREADS: String(threads),
      TF_ENABLE_ONEDNN_OPTS: threads > 1 ? '1' : '0',
      FOCAL_BENCH_SINGLE_THREADED_EXECUTOR: threads > 1 ? '0' : '1',
    })
    const whole = { FOCAL_BENCH_BATCH_PARTS: '1' }
    expect(of([128, 64], 256)).toMatchObject(whole)
    expect(of([16], 1024)).toMatchObject(whole)
    expect(of([1024, 1024], 512)).toMatchObject(whole)
    expect(of([128, 64], 1024, { batchNorm: true })).toMatchObject(whole)
    const shared = { FOCAL_BENCH_TRAINERS_AT_ONCE: String(threads) }
    expect(of([128, 64], 1024, {}, shared)).toMatchObject({ ...whole, TF_NUM_INTEROP_THREADS: '1' })
  })

  it('leaves batches whole where batch-norms need all rows at once', () => {
    const model = { kind: 'cnn', batchNorm: true } as const
    expect(environment({ model })).toMatchObject({
      FOCAL_BENCH_BATCH_PARTS: '1',
      TF_NUM_INTRAOP_THREADS: String(availableParallelism()),
    })
  })

  it('cuts the columns of large weights where batches stay whole and there are several threads', () => {
    const wide = { kind: 'mlp' as const, layers: [1024, 1024] }
    const given = { FOCAL_BENCH_TRAINERS_AT_ONCE: '1' }
    expect(environment({ model: wide, training: { batchSize: 128 } }, given)).toMatchObject({
      FOCAL_BENCH_COLUMN_PARTS: availableParallelism() > 1 ? '2' : '1',
    })
    expect(environment({}, given)).toMatchObject({ FOCAL_BENCH_COLUMN_PARTS: '1' })
    expect(environment({ model: { kind: 'cnn' }, training: { batchSize: 64 } }, given)).toMatchObject({
      FOCAL_BENCH_COLUMN_PARTS: '1',
    })
  })

  it('leaves what is set already', () => {
    expect(environment({}, { TF_NUM_INTRAOP_THREADS: '7' })).not.toHaveProperty('TF_NUM_INTRAOP_THREADS')
  })
})

describe('stepsPerCall', () => {
  const small = { FOCAL_BENCH_SINGLE_THREADED_EXECUTOR: '1' }

  it('grows with the steps of the run, so that planning a call pays', () => {
    expect([900, 5_000, 49_999, 50_000, 1e6].map((steps) => stepsPerCall(small, steps))).toEqual([
      1, 4, 4, 8, 8,
    ])
  })

  it('is one for models that use all threads', () => {
    expect(stepsPerCall({ FOCAL_BENCH_SINGLE_THREADED_EXECUTOR: '0' }, 1e6)).toBe(1)
  })

  it('is what the environment asks for, within reason', () => {
    expect(stepsPerCall({ ...small, FOCAL_BENCH_STEPS_PER_CALL: '16' }, 900)).toBe(16)
    expect(stepsPerCall({ ...small, FOCAL_BENCH_STEPS_PER_CALL: 'many' }, 900)).toBe(1)
  })
})

describe('batchParts', () => {
  it('is what the environment says, and 1 where it says nothing', () => {
    expect(batchParts({ FOCAL_BENCH_BATCH_PARTS: '2' })).toBe(2)
    expect(batchParts({})).toBe(1)
  })
})

describe('columnParts', () => {
  it('is what the environment says, and 1 where it says nothing or nonsense', () => {
    expect(columnParts({ FOCAL_BENCH_COLUMN_PARTS: '2' })).toBe(2)
    expect(columnParts({})).toBe(1)
    expect(columnParts({ FOCAL_BENCH_COLUMN_PARTS: '-3' })).toBe(1)
  })
})
