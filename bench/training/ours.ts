/**
 * Our side: one process, one measurement, as peers/*_peer.py. It takes the trainer's own way to an engine (environment,
 * backend, compiled or not) and steps it as the trainer's loop does, shuffles included.
 */
import { readFileSync } from 'node:fs'
import { epochRows } from '@core/sampling/epoch-sampler'
import { tensorflowEnvironment } from '../../src/trainer/backend/process-environment'
import { readRunData, type RunData } from '../../src/trainer/data/run-data'
import { measureSplit } from '../../src/trainer/loop/measure-split'
import { PieceSize, Turns } from '../../src/trainer/loop/turns'
import type { StepEngine } from '../../src/trainer/step/step-engine'
import type { Task } from './workload'

const task = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Task

async function main(): Promise<void> {
  const { config } = task
  const data = await readRunData(task.dataPath, config)
  Object.assign(process.env, tensorflowEnvironment(config, data.features, data.labels.length))
  const { startEngine } = await import('../../src/trainer/step/start-engine')
  const { engine, environment } = await startEngine(config, data)
  const result =
    task.mode === 'accuracy' ? await trainToAccuracy(engine, data) : measureThroughput(engine, data)
  process.stdout.write(`${JSON.stringify({ ...result, parameters: engine.parameters, environment })}\n`)
  engine.dispose()
}

/** Steps until the time is up. The first piece belongs to the warm-up, however long it takes. */
function measureThroughput(engine: StepEngine, data: RunData) {
  const pieceSize = new PieceSize()
  const startedAt = performance.now()
  let measuredFrom: number | null = null
  let processorFrom = process.cpuUsage()
  let examples = 0
  for (let epoch = 1; ; epoch++) {
    for (const count of trainEpoch(engine, data, epoch, pieceSize)) {
      const now = performance.now()
      if (measuredFrom === null) {
        if (now - startedAt >= task.warmupSeconds * 1000) {
          measuredFrom = now
          processorFrom = process.cpuUsage()
        }
        continue
      }
      examples += count
      const seconds = (now - measuredFrom) / 1000
      if (seconds < task.seconds) continue
      const { user, system } = process.cpuUsage(processorFrom)
      return {
        examplesPerSecond: examples / seconds,
        examplesPerProcessorSecond: (examples * 1e6) / (user + system),
      }
    }
  }
}

async function trainToAccuracy(engine: StepEngine, data: RunData) {
  const turns = new Turns()
  const pieceSize = new PieceSize()
  const epochs: { seconds: number; balancedAccuracy: number }[] = []
  let seconds = 0
  const preparedIn = warmUp(engine, data)
  while (epochs.length < task.maxEpochs) {
    const from = performance.now()
    for (const _ of trainEpoch(engine, data, epochs.length + 1, pieceSize));
    seconds += (performance.now() - from) / 1000
    const scores = await measureSplit(engine, data, 'validation', turns, { stopRequested: () => false })
    const balancedAccuracy = scores!.balancedAccuracy
    epochs.push({ seconds, balancedAccuracy })
    if (balancedAccuracy >= task.target) break
  }
  return { epochs, prepareSeconds: preparedIn }
}

/** An epoch that is undone, as the peers get one to compile in. @returns its seconds */
function warmUp(engine: StepEngine, data: RunData): number {
  const from = performance.now()
  const untrained = engine.readState()
  for (const _ of trainEpoch(engine, data, 1, new PieceSize()));
  engine.loadState(untrained)
  return (performance.now() - from) / 1000
}

/** One shuffled epoch, in the trainer's own pieces. Yields the examples of each. */
function* trainEpoch(
  engine: StepEngine,
  data: RunData,
  epoch: number,
  pieceSize: PieceSize,
): Generator<number> {
  const { batchSize } = task.config.training
  const positions = Int32Array.from(data.train.rows, (_, i) => i)
  const place = { epoch, epochs: task.config.training.epochs }
  const order = epochRows(data.train.classes, positions, 'instance', task.config.seed, place)
  for (let start = 0; start < order.length;) {
    const end = Math.min(start + pieceSize.count * batchSize, order.length)
    const batches: Int32Array[] = []
    for (let at = start; at < end; at += batchSize)
      batches.push(order.subarray(at, Math.min(at + batchSize, end)))
    const from = performance.now()
    engine.train(
      batches,
      batches.map(() => task.learningRate),
    )
    pieceSize.measured(batches.length, performance.now() - from)
    yield end - start
    start = end
  }
}

await main()
