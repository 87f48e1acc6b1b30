/** Who is measured: ours, and every configuration of the peers that could be their fastest. */
import { availableParallelism } from 'node:os'
import type { BenchModel } from './models'

export type Family = 'ours' | 'torch' | 'keras'

export interface Contender {
  /** Names it: no two of a model have the same. */
  title: string
  family: Family
  /** What a person gets without asking for more, or ours. Always measured; the others only where they may win. */
  isFixed: boolean
  /**
   * A training step rewritten by hand for the compiler, beyond the options of the library's own training: counted apart
   * and with the rest.
   */
  isRewritten: boolean
  /** Won or came near in earlier runs: tried in quick runs too. */
  isLikely: boolean
  /** Read by peers/*_peer.py; for ours, whether it compiles. */
  variant: Record<string, string | number | boolean>
  environment: Record<string, string>
}

type PeerVariant = Pick<Contender, 'title' | 'variant'> & Partial<Contender>

export const ours = 'Focal Bench'
export const torchEager = 'PyTorch eager'
export const kerasFit = 'Keras fit'

export function contendersFor(model: BenchModel): Contender[] {
  return [...ownContenders(), ...torchContenders(model), ...kerasContenders(model)]
}

function ownContenders(): Contender[] {
  const own = (title: string, compile: boolean, environment: Record<string, string> = {}): Contender => ({
    title,
    family: 'ours',
    isFixed: true,
    isRewritten: false,
    isLikely: true,
    variant: { compile },
    environment,
  })
  return [
    own(ours, true),
    own(`${ours}, eager`, false),
    own(`${ours}, WebAssembly`, true, { FOCAL_BENCH_BACKEND: 'wasm' }),
  ]
}

function torchContenders(model: BenchModel): Contender[] {
  const isConvolutional = model.peerModel.kind !== 'dense'
  const options: PeerVariant[] = [
    { title: 'PyTorch, fused Adam', variant: { compile: 'none', fused: true }, isLikely: isConvolutional },
    { title: 'PyTorch, compiled loss, fused Adam', variant: { compile: 'loss', fused: true } },
    { title: 'PyTorch, compiled loss and optimiser', variant: { compile: 'step' } },
    {
      title: 'PyTorch, compiled loss, fused Adam, C++ wrapper',
      variant: { compile: 'loss', fused: true, cppWrapper: true },
      isLikely: true,
    },
    {
      title: 'PyTorch, compiled loss and optimiser, C++ wrapper',
      variant: { compile: 'step', cppWrapper: true },
      isLikely: !isConvolutional,
    },
  ]
  const channelsLast = options.map((option) => ({
    ...option,
    title: `${option.title}, channels last`,
    variant: { ...option.variant, channelsLast: true },
  }))
  const rewritten: PeerVariant[] = [1, 8].map((unroll) => ({
    title: `PyTorch, whole step by hand, ${unroll} a call`,
    variant: { compile: 'whole', unroll, cppWrapper: true },
    isRewritten: true,
    isLikely: unroll === 8 && !isConvolutional,
  }))
  const variants = [
    ...options,
    ...(isConvolutional ? channelsLast : []),
    // torch.func cannot update the moving averages of batch-norm.
    ...(model.peerModel.kind === 'resnet' ? [] : rewritten),
  ]
  const eager = { compile: 'none', fused: false, threads: availableParallelism() }
  return [
    peer('torch', { title: torchEager, variant: eager, isFixed: true }),
    ...variants.flatMap(eachThreads).map((variant) => peer('torch', variant)),
  ]
}

function kerasContenders(model: BenchModel): Contender[] {
  const isConvolutional = model.peerModel.kind !== 'dense'
  const fits = [true, false].map((jit) => ({
    title: `Keras fit, 32 steps per execution, ${jit ? 'XLA' : 'no XLA'}`,
    variant: { kind: 'fit', stepsPerExecution: 32, jit },
    isLikely: jit !== isConvolutional,
  }))
  const loops = [true, false].map((jit) => ({
    title: `Keras: 32 steps in a tf.function by hand, ${jit ? 'XLA' : 'no XLA'}`,
    variant: { kind: 'loop', stepsPerExecution: 32, jit },
    isRewritten: true,
    isLikely: jit !== isConvolutional,
  }))
  // Small dense layers can be faster without oneDNN and hand-over between threads; convolutions never are.
  const withoutOneDnn = (variant: PeerVariant): PeerVariant[] => [
    {
      ...variant,
      title: `${variant.title}, 1 thread, no oneDNN`,
      variant: { ...variant.variant, threads: 1 },
      environment: { TF_ENABLE_ONEDNN_OPTS: '0' },
    },
  ]
  const variants = [...fits, ...loops]
  return [
    peer('keras', { title: kerasFit, variant: { kind: 'fit', jit: 'auto', threads: 0 }, isFixed: true }),
    ...variants.flatMap(eachThreads).map((variant) => peer('keras', variant)),
    ...(isConvolutional ? [] : variants.flatMap(withoutOneDnn)).map((variant) => peer('keras', variant)),
  ]
}

function eachThreads(option: PeerVariant): PeerVariant[] {
  return [...new Set([1, availableParallelism()])].map((threads) => ({
    ...option,
    title: `${option.title}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
    variant: { ...option.variant, threads },
  }))
}

function peer(family: Family, variant: PeerVariant): Contender {
  return { family, isFixed: false, isRewritten: false, isLikely: false, environment: {}, ...variant }
}
