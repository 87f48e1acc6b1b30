/** What is trained: the same model for everyone, described once for us and once for the peers. */
import type { RunConfigInput } from '@shared/config/run-config'
import { residualTopology } from './residual-topology'

/** A model in words that the peers' scripts understand (peers/*.py). */
export type PeerModel =
  | { kind: 'dense'; layers: number[] }
  | { kind: 'cnn'; filters: number[]; kernelSize: number; dense: number }
  | { kind: 'resnet'; filters: number[] }

export interface BenchModel {
  name: string
  title: string
  /** [features] or [height, width, channels]. */
  inputShape: number[]
  batchSize: number
  /** Rows of the training split: whole batches, and enough that an epoch of the slowest takes a moment. */
  trainRows: number
  model: NonNullable<RunConfigInput['model']>
  peerModel: PeerModel
  /** Multiply-adds of one example's forward pass, and those of its first layer, whose input needs no gradient. */
  multiplyAdds: { forward: number; first: number }
  /** Examples per second of our default choice, to those of the fastest peer; null where none was set. */
  goal: number | null
}

export const classes = 10
export const learningRate = 0.001
export const gamma = 2

export function benchModels(): BenchModel[] {
  return [
    dense('linear', 'Linear 64-10, batch 32', 64, [], { batchSize: 32, trainRows: 65_536, goal: null }),
    dense('mlp-32', 'MLP 64-128-64-10, batch 32', 64, [128, 64], {
      batchSize: 32,
      trainRows: 65_536,
      goal: 3,
    }),
    dense('mlp-128', 'The same, batch 128', 64, [128, 64], { batchSize: 128, trainRows: 65_536, goal: 2 }),
    dense('mlp-1024', 'The same, batch 1,024', 64, [128, 64], {
      batchSize: 1024,
      trainRows: 65_536,
      goal: 1,
    }),
    dense('wide', 'MLP 784-1024-1024-10, batch 128', 784, [1024, 1024], {
      batchSize: 128,
      trainRows: 8192,
      goal: 1,
    }),
    convolutional(),
    residual(),
  ]
}

/** Floating-point operations of one example's step: forward, gradient of the weights, gradient of the inputs. */
export function operationsPerExample({ multiplyAdds }: BenchModel): number {
  return 2 * (3 * multiplyAdds.forward - multiplyAdds.first)
}

function dense(
  name: string,
  title: string,
  features: number,
  layers: number[],
  rest: Pick<BenchModel, 'batchSize' | 'trainRows' | 'goal'>,
): BenchModel {
  const widths = [features, ...layers, classes]
  const work = widths.slice(1).map((width, i) => width * widths[i]!)
  return {
    name,
    title,
    inputShape: [features],
    model: layers.length === 0 ? { kind: 'linear' } : { kind: 'mlp', layers },
    peerModel: { kind: 'dense', layers },
    multiplyAdds: { forward: sum(work), first: work[0]! },
    ...rest,
  }
}

function convolutional(): BenchModel {
  const [filters, kernelSize, units] = [[16, 32], 3, 64]
  const work = [28 ** 2 * 9 * 16, 14 ** 2 * 9 * 16 * 32, 7 ** 2 * 32 * units, units * classes]
  return {
    name: 'cnn',
    title: 'CNN 28×28, 16-32 + dense 64, batch 64',
    inputShape: [28, 28, 1],
    batchSize: 64,
    trainRows: 4096,
    model: { kind: 'cnn', filters, kernelSize, dense: units },
    peerModel: { kind: 'cnn', filters, kernelSize, dense: units },
    multiplyAdds: { forward: sum(work), first: work[0]! },
    goal: 1.7,
  }
}

function residual(): BenchModel {
  const inputShape: [number, number, number] = [32, 32, 3]
  const filters = [16, 32, 64]
  const first = 32 ** 2 * 9 * 3 * filters[0]!
  const blocks = filters.map((count, i) => {
    const before = filters[Math.max(0, i - 1)]!
    const pixels = (32 / 2 ** i) ** 2
    return pixels * (9 * before * count + 9 * count * count + (i === 0 ? 0 : before * count))
  })
  return {
    name: 'resnet',
    title: 'ResNet-8 32×32×3, batch-norm, batch 64',
    inputShape,
    batchSize: 64,
    trainRows: 2048,
    model: { kind: 'custom', name: 'ResNet-8', topology: residualTopology(inputShape, filters, classes) },
    peerModel: { kind: 'resnet', filters },
    multiplyAdds: { forward: first + sum(blocks) + filters.at(-1)! * classes, first },
    goal: 1.2,
  }
}

function sum(list: number[]): number {
  return list.reduce((total, value) => total + value, 0)
}
