/** Trains the same run with and without telling of it, by turns, and compares. */
import { fork } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '@core/sampling/random'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import { encodeDataset } from '@shared/dataset-file'
import type { FromTrainer } from '@shared/trainer-protocol'
import type { Measured, Task } from './protocol'

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: '7' },
    epochs: { type: 'string', default: '40' },
    batch: { type: 'string', default: '32' },
    json: { type: 'boolean', default: false },
  },
})

interface Outcome extends Measured {
  messages: number
}

async function train(task: Task): Promise<Outcome> {
  const child = fork(resolve(import.meta.dirname, 'trainer.mjs'), { serialization: 'advanced' })
  let messages = 0
  return new Promise((settle, fail) => {
    child.on('message', (message: FromTrainer | Measured) => {
      if (message.type === 'measured') settle({ ...message, messages })
      else messages += 1
    })
    child.on('error', fail)
    child.on('exit', (code) => fail(new Error(`The trainer exited with ${code} before it had measured.`)))
    child.send(task)
  })
}

/** As many samples and features as the bundled digits. */
function makeData(): Uint8Array {
  const random = createRandom(1, 'overhead')
  const [samples, features, classes] = [1797, 64, 10]
  const centres = Float32Array.from({ length: classes * features }, () => random.normal())
  const labels = Int32Array.from({ length: samples }, (_, i) => i % classes)
  const values = Float32Array.from(
    { length: samples * features },
    (_, k) => centres[labels[Math.floor(k / features)]! * features + (k % features)]! + 2 * random.normal(),
  )
  return encodeDataset({
    samples,
    features,
    featureNames: Array.from({ length: features }, (_, f) => `feature_${f}`),
    shape: null,
    labels: Array.from({ length: classes }, (_, c) => String(c)),
    values,
    classes: labels,
  })
}

function median(list: number[]): number {
  const sorted = [...list].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'focal-bench-overhead-'))
  try {
    await report(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function report(folder: string): Promise<void> {
  const input: RunConfigInput = {
    model: { kind: 'mlp' },
    training: { epochs: Number(options.epochs), batchSize: Number(options.batch) },
  }
  const config = runConfigSchema.parse(input)
  const dataPath = join(folder, 'data.fbds')
  await writeFile(dataPath, makeData())
  const silent: Outcome[] = []
  const telling: Outcome[] = []
  const pairs = Number(options.pairs)
  for (let pair = 0; pair <= pairs; pair++) {
    // Who goes first changes from pair to pair; the first pair only warms up.
    for (const isTelling of pair % 2 === 0 ? [false, true] : [true, false]) {
      const checkpointFolder = join(folder, `${pair}-${isTelling}`)
      await mkdir(checkpointFolder)
      const outcome = await train({ config, dataPath, checkpointFolder, isTelling })
      if (pair > 0) (isTelling ? telling : silent).push(outcome)
    }
    if (!options.json) process.stderr.write(`\rpair ${pair} of ${pairs}`)
  }
  const ratio = (of: (outcome: Outcome) => number) => median(telling.map(of)) / median(silent.map(of))
  const pairRatios = telling.map(({ cpuSeconds }, i) => cpuSeconds / silent[i]!.cpuSeconds)
  const result = {
    backend: telling[0]!.backend,
    epochs: config.training.epochs,
    batchSize: config.training.batchSize,
    pairs,
    messages: median(telling.map(({ messages }) => messages)),
    seconds: { silent: median(silent.map((o) => o.seconds)), telling: median(telling.map((o) => o.seconds)) },
    cpuSeconds: {
      silent: median(silent.map((o) => o.cpuSeconds)),
      telling: median(telling.map((o) => o.cpuSeconds)),
    },
    examplesPerSecond: median(telling.map((o) => o.examplesPerSecond)),
    sendShare: median(telling.map(({ sendCpuSeconds, cpuSeconds }) => sendCpuSeconds / cpuSeconds)),
    wallRatio: ratio((outcome) => outcome.seconds),
    cpuRatio: ratio((outcome) => outcome.cpuSeconds),
    cpuRatioSpread: [Math.min(...pairRatios), Math.max(...pairRatios)],
  }
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : asText(result))
}

function asText(result: {
  backend: string
  epochs: number
  messages: number
  examplesPerSecond: number
  seconds: { silent: number; telling: number }
  cpuSeconds: { silent: number; telling: number }
  sendShare: number
  wallRatio: number
  cpuRatio: number
  cpuRatioSpread: number[]
}): string {
  const { seconds, cpuSeconds } = result
  return [
    '',
    `${result.backend}, ${result.epochs} epochs, ${Math.round(result.examplesPerSecond)} examples/s, ${result.messages} messages a run`,
    '            silent    telling   telling / silent',
    `wall     ${seconds.silent.toFixed(3).padStart(8)} s ${seconds.telling.toFixed(3).padStart(8)} s   ${result.wallRatio.toFixed(4)}`,
    `process  ${cpuSeconds.silent.toFixed(3).padStart(8)} s ${cpuSeconds.telling.toFixed(3).padStart(8)} s   ${result.cpuRatio.toFixed(4)}   (pairs: ${result.cpuRatioSpread.map((r) => r.toFixed(3)).join(' to ')})`,
    `sending  ${(100 * result.sendShare).toFixed(2)} % of the processor time, measured around each message`,
    '',
  ].join('\n')
}

await main()
