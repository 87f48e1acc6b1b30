import { fork } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runConfigSchema } from '@shared/config/run-config'
import { encodeDataset } from '@shared/dataset-file'
import type { FromTrainer, ToTrainer } from '@shared/trainer-protocol'
import { digitsLike } from '../../tests/integration/trainer/support/data'
import { median } from '../training/statistics'

/** Seconds from the fork, medians. */
export interface StartTimes {
  ready: number
  /** The first steps have been told of: they are done. */
  firstStep: number
}

/** Starts trainers as the engine does, one after the other; the first warms the disk up and does not count. */
export async function timeToFirstStep(starts: number): Promise<StartTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'focal-bench-start-'))
  try {
    const dataPath = join(folder, 'data.fbds')
    await writeFile(dataPath, encodeDataset(digitsLike({ samples: 1797 })))
    const times: StartTimes[] = []
    for (let i = 0; i <= starts; i++) {
      const checkpointFolder = join(folder, String(i))
      await mkdir(checkpointFolder)
      times.push(await start(dataPath, checkpointFolder))
    }
    const counted = times.slice(1)
    return {
      ready: median(counted.map(({ ready }) => ready)),
      firstStep: median(counted.map(({ firstStep }) => firstStep)),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function start(dataPath: string, checkpointFolder: string): Promise<StartTimes> {
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  const child = fork(resolve(import.meta.dirname, 'trainer.mjs'), { serialization: 'advanced', execArgv: [] })
  const config = runConfigSchema.parse({ training: { epochs: 1 } })
  const message: ToTrainer = {
    type: 'start',
    runId: 'start',
    config,
    dataPath,
    checkpointFolder,
    resumeFrom: null,
    stay: false,
  }
  child.send(message)
  const times: StartTimes = { ready: NaN, firstStep: NaN }
  return new Promise((settle, fail) => {
    child.on('message', (told: FromTrainer) => {
      if (told.type === 'ready') times.ready = seconds()
      if (told.type === 'steps' && Number.isNaN(times.firstStep)) times.firstStep = seconds()
    })
    child.on('error', fail)
    child.on('exit', (code) => {
      if (code === 0) settle(times)
      else fail(new Error(`The trainer exited with ${code}.`))
    })
  })
}
