import { availableParallelism } from 'node:os'
import { describe, expect, it } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import { stepsPerCall, tensorflowEnvironment } from '../../../../src/trainer/backend/process-environment'

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
        TF_NUM_INTRAOP_THREADS: String(availableParallelism()),
        TF_ENABLE_ONEDNN_OPTS: '1',
      })
    },
  )

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
