/** What is compared: each loss as the papers use it, everything else the same. */
import { lossCompanions } from '@shared/config/companions'
import { runConfigSchema, type RunConfig, type RunConfigInput } from '@shared/config/run-config'

export interface Contender {
  name: string
  loss: NonNullable<RunConfigInput['loss']>
  sampling?: RunConfig['training']['sampling']
}

const ldam = { kind: 'ldam', activation: 'softmax' } as const
const sigmoid = { kind: 'focal', activation: 'sigmoid' } as const

/** The first is what the others are compared with. */
export const contenders: readonly Contender[] = [
  { name: 'cross-entropy', loss: { kind: 'ce' } },
  { name: 'cross-entropy, balanced', loss: { kind: 'ce', alpha: 'balanced' } },
  { name: 'cross-entropy, effective number', loss: { kind: 'ce', alpha: 'effective', beta: 0.99 } },
  { name: 'focal γ 1', loss: { kind: 'focal', gamma: 1 } },
  { name: 'focal γ 2', loss: { kind: 'focal', gamma: 2 } },
  { name: 'focal γ 5', loss: { kind: 'focal', gamma: 5 } },
  { name: 'focal γ 2, balanced', loss: { kind: 'focal', gamma: 2, alpha: 'balanced' } },
  { name: 'focal γ 2, effective number', loss: { kind: 'focal', gamma: 2, alpha: 'effective', beta: 0.99 } },
  { name: 'FLSD-53', loss: { kind: 'flsd53' } },
  { name: 'LDAM-DRW', loss: { ...ldam, ...lossCompanions(ldam) } },
  { name: 'balanced softmax', loss: { kind: 'balancedSoftmax' } },
  { name: 'cross-entropy, class-aware sampling', loss: { kind: 'ce' }, sampling: 'classAware' },
  { name: 'sigmoid focal γ 2', loss: { ...sigmoid, gamma: 2, ...lossCompanions(sigmoid) } },
]

export function configOf(
  { loss, sampling = 'instance' }: Contender,
  seed: number,
  epochs: number,
): RunConfig {
  return runConfigSchema.parse({
    data: { dataset: 'digits', imbalance: 50, validationFraction: 0.3 },
    model: { kind: 'mlp', layers: [128, 64] },
    loss,
    optimizer: { kind: 'adam', learningRate: 0.001 },
    training: { epochs, batchSize: 32, sampling },
    seed,
  })
}
