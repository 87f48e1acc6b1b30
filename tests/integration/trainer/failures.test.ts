import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { RunConfigInput } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
import { buildTrainer } from './support/build-trainer'
import { digitsLike } from './support/data'
import { messagesOf, TrainerBench, type TrainerOptions } from './support/run-trainer'

// Each test starts processes, which takes long where the machine is busy.
vi.setConfig({ testTimeout: 180_000 })

let trainerPath: string

beforeAll(async () => {
  trainerPath = await buildTrainer()
})

/** The one `failed` message of a run that must not come to its end. */
async function failure(data: DatasetContent | Uint8Array, options: TrainerOptions) {
  const bench = await TrainerBench.create(trainerPath, data)
  try {
    const run = await bench.run({ backend: 'cpu', ...options })
    expect(run.exitCode).toBe(1)
    expect(messagesOf(run, 'failed')).toHaveLength(1)
    expect(run.messages.at(-1)!.type).toBe('failed')
    return messagesOf(run, 'failed')[0]!.error
  } finally {
    await bench.clean()
  }
}

const images = digitsLike({ samples: 300 })

describe('a run that cannot go on fails with a reason', () => {
  it.each(['tensorflow', 'wasm'])('the loss is no number any more, on %s', async (backend) => {
    const config: RunConfigInput = {
      optimizer: { kind: 'sgd', learningRate: 100 },
      loss: { kind: 'ce' },
      training: { epochs: 20 },
    }
    const error = await failure(images, { backend, config })
    expect(error.code).toBe('trainer-failed')
    expect(error.message).toMatch(
      /^The loss became (NaN|Infinity) at step \d+ \(epoch \d+\)\. Try a lower learning rate than 100/,
    )
    expect(error.details).toMatchObject({ learningRate: 100 })
  })

  it('a cnn on a table', async () => {
    const error = await failure({ ...images, shape: null }, { config: { model: { kind: 'cnn' } } })
    expect(error).toMatchObject({ code: 'bad-input', details: { field: 'model.kind' } })
    expect(error.message).toBe(
      'A cnn needs images, but the data set is a table. Choose the model mlp or linear.',
    )
  })

  it('one class only', async () => {
    const error = await failure(digitsLike({ classes: 1, samples: 30 }), { config: {} })
    expect(error.code).toBe('data-set-invalid')
    expect(error.message).toMatch(/has 1 class; a classifier needs at least 2/)
  })

  it('a class without samples', async () => {
    const error = await failure({ ...images, labels: [...images.labels, 'owl', 'fox'] }, { config: {} })
    expect(error).toMatchObject({ code: 'data-set-invalid', details: { classes: ['owl', 'fox'] } })
    expect(error.message).toMatch(/^No training samples of class "owl", "fox"\./)
  })

  it('nothing left to validate on', async () => {
    const error = await failure(digitsLike({ classes: 4, samples: 4 }), { config: {} })
    expect(error.message).toMatch(/^No samples are left for validation/)
  })

  it('a feature that is not finite', async () => {
    const values = Float32Array.from(images.values)
    values[64 * 3 + 5] = NaN
    const error = await failure({ ...images, values }, { config: {} })
    expect(error).toMatchObject({ code: 'data-set-invalid', details: { row: 3, feature: 'pixel_5' } })
  })

  it('a data file that is cut short', async () => {
    const error = await failure(new Uint8Array([1, 2, 3]), { config: {} })
    expect(error).toMatchObject({ code: 'data-set-invalid' })
  })

  it('class weights for another number of classes', async () => {
    const error = await failure(images, { config: { loss: { alpha: [1, 2, 3] } } })
    expect(error).toMatchObject({ code: 'bad-input', details: { field: 'loss.alpha' } })
  })

  it('a configuration that is not valid', async () => {
    const error = await failure(images, { config: { training: { epochs: 0 } } })
    expect(error).toMatchObject({ code: 'bad-input', details: { field: 'training.epochs' } })
  })

  it('a backend that does not exist', async () => {
    const error = await failure(images, { backend: 'abacus', config: {} })
    expect(error).toMatchObject({ code: 'bad-input', details: { field: 'FOCAL_BENCH_BACKEND' } })
    expect(error.message).toBe('FOCAL_BENCH_BACKEND is "abacus"; it must be one of tensorflow, wasm, cpu.')
  })

  it('a checkpoint that is gone', async () => {
    const error = await failure(images, { config: {}, resumeFrom: 'epoch-000009.checkpoint' })
    expect(error.code).toBe('not-found')
  })

  it('a checkpoint of another model', async () => {
    const bench = await TrainerBench.create(trainerPath, images)
    const first = await bench.run({
      backend: 'cpu',
      config: { model: { kind: 'linear' }, training: { epochs: 1 } },
    })
    const second = await bench.run({ backend: 'cpu', config: { model: { kind: 'mlp' } }, resume: first })
    expect(messagesOf(second, 'failed')[0]!.error.message).toMatch(/^The checkpoint does not fit the model/)
    await bench.clean()
  })

  it('a damaged checkpoint', async () => {
    const bench = await TrainerBench.create(trainerPath, images)
    const resumeFrom = 'epoch-000001.checkpoint'
    await writeFile(join(bench.folder, resumeFrom), 'not a checkpoint')
    const run = await bench.run({ backend: 'cpu', config: {}, resumeFrom, checkpointFolder: bench.folder })
    expect(messagesOf(run, 'failed')[0]!.error.message).toBe(
      'The checkpoint cannot be read: it is not a checkpoint. Begin the run anew.',
    )
    await bench.clean()
  })
})
