/** The data, in the two forms that ours and the peers read. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom } from '@core/sampling/random'
import { heldOutCount } from '@core/sampling/split'
import { runConfigSchema, type RunConfig } from '@shared/config/run-config'
import { encodeDataset, type DatasetContent } from '@shared/dataset-file'
import { prepareRunData, type RunData } from '../../src/trainer/data/run-data'
import { classes, gamma, learningRate, type BenchModel, type PeerModel } from './models'

/** What one training process is to do; written as JSON, read by ours.ts and by peers/*.py. */
export interface Task {
  mode: 'throughput' | 'accuracy' | 'sweep'
  /** Folder with both splits as plain arrays (peers). */
  data: string
  inputShape: number[]
  classes: number
  model: PeerModel
  batchSize: number
  learningRate: number
  gamma: number
  seed: number
  warmupSeconds: number
  seconds: number
  /** Accuracy: stop at this balanced accuracy, or after so many epochs. */
  target: number
  maxEpochs: number
  /** Sweep. */
  runs: { learningRate: number; gamma: number }[]
  epochs: number
  /** Ours: the configuration and its data file. */
  config: RunConfig
  dataPath: string
}

const validationFraction = 0.1

export type TaskTimes = Pick<Task, 'warmupSeconds' | 'seconds'>

/** A configuration for a model of the bench, on data that is scaled already. */
export function benchConfig(model: BenchModel, seed = 1): RunConfig {
  return runConfigSchema.parse({
    data: { dataset: model.name, validationFraction, standardize: false },
    model: model.model,
    loss: { kind: 'focal', gamma },
    optimizer: { kind: 'adam', learningRate },
    training: { batchSize: model.batchSize, epochs: 100_000 },
    seed,
  })
}

/** Writes a model's data into a folder. @returns a throughput task on it */
export async function prepareThroughput(model: BenchModel, folder: string, times: TaskTimes): Promise<Task> {
  const config = benchConfig(model)
  return prepareTask(folder, randomContent(model), config, model, { mode: 'throughput', ...times })
}

/** Writes content into a folder, split and scaled as the configuration says. */
export async function prepareTask(
  folder: string,
  content: DatasetContent,
  config: RunConfig,
  { inputShape, peerModel }: Pick<BenchModel, 'inputShape' | 'peerModel'>,
  rest: Pick<Task, 'mode'> & Partial<Task>,
): Promise<Task> {
  await mkdir(folder, { recursive: true })
  const dataPath = join(folder, 'data.fbds')
  await writeFile(dataPath, encodeDataset(content))
  await writeSplits(folder, prepareRunData(content, config))
  return {
    data: folder,
    inputShape,
    classes: content.labels.length,
    model: peerModel,
    batchSize: config.training.batchSize,
    learningRate: config.optimizer.learningRate,
    gamma: config.loss.gamma,
    seed: config.seed,
    warmupSeconds: 1,
    seconds: 3,
    target: 1,
    maxEpochs: 1,
    runs: [],
    epochs: 1,
    config,
    dataPath,
    ...rest,
  }
}

async function writeSplits(folder: string, data: RunData): Promise<void> {
  for (const split of ['train', 'validation'] as const) {
    await writeFile(join(folder, `${split}.inputs`), data[split].values)
    await writeFile(join(folder, `${split}.labels`), data[split].classes)
  }
}

/** One random centre a class, and noise; as many rows as leave `trainRows` for training. */
function randomContent({ name, inputShape, trainRows }: BenchModel): DatasetContent {
  const random = createRandom(1, `bench ${name}`)
  const features = inputShape.reduce((product, size) => product * size, 1)
  const counts = Array.from({ length: classes }, (_, c) => rowsFor(Math.floor((trainRows + c) / classes)))
  const labels = Int32Array.from(counts.flatMap((count, c) => new Array<number>(count).fill(c)))
  const samples = labels.length
  const centres = Float32Array.from({ length: classes * features }, () => random.normal())
  // A table of noise, read at random places: drawing every value anew would take longer than the bench.
  const noise = Float32Array.from({ length: 1 << 20 }, () => random.normal())
  const values = new Float32Array(samples * features)
  for (let i = 0; i < samples; i++) {
    const from = random.below(noise.length - features)
    const centre = labels[i]! * features
    for (let f = 0; f < features; f++)
      values[i * features + f] = 0.5 * centres[centre + f]! + noise[from + f]!
  }
  return {
    samples,
    features,
    featureNames: Array.from({ length: features }, (_, f) => `feature_${f}`),
    shape: inputShape.length === 3 ? [inputShape[0]!, inputShape[1]!, inputShape[2]!] : null,
    labels: Array.from({ length: classes }, (_, c) => String(c)),
    values,
    classes: labels,
  }
}

/** Rows of a class of which `wanted` are left for training. */
function rowsFor(wanted: number): number {
  let rows = wanted
  while (rows - heldOutCount(rows, validationFraction) < wanted) rows += 1
  return rows
}
