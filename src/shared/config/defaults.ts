import { limits } from './limits'
import type { ModelConfig, ModelKind, RunConfig } from './run-config'

/** The configuration a new run starts from; equal to what the schema fills in (tests hold them together). */
export const defaultRunConfig: RunConfig = {
  data: {
    dataset: 'digits',
    imbalance: limits.imbalance.default,
    imbalanceShape: 'exp',
    validationFraction: limits.validationFraction.default,
    splitSeed: null,
    fold: null,
    givenSplit: true,
    standardize: true,
  },
  model: { kind: 'mlp', layers: [128, 64], activation: 'relu', dropout: 0, batchNorm: false, l2: 0 },
  loss: {
    kind: 'focal',
    activation: 'softmax',
    gamma: limits.gamma.default,
    gammaSchedule: 'constant',
    gammaEnd: limits.gammaEnd.default,
    gammaFrom: limits.gammaFrom.default,
    alpha: 'none',
    alphaMode: 'uniform',
    beta: limits.beta.default,
    reweightFrom: limits.reweightFrom.default,
    priorProbability: limits.priorProbability.default,
    tau: limits.tau.default,
    labelSmoothing: 0,
    reduction: 'mean',
  },
  optimizer: {
    kind: 'adam',
    learningRate: limits.learningRate.default,
    momentum: limits.momentum.default,
    beta1: limits.beta1.default,
    beta2: limits.beta2.default,
    decay: limits.decay.default,
    epsilon: limits.epsilon.default,
    schedule: 'constant',
    clipNorm: null,
  },
  training: {
    batchSize: limits.batchSize.default,
    epochs: limits.epochs.default,
    sampling: 'instance',
    bestBy: 'balancedAccuracy',
    patience: null,
    compile: true,
  },
  seed: limits.seed.default,
}

/**
 * A configuration as it was recorded, with the fields that runs did not have at the time. A new field's default must
 * therefore mean what runs did before it.
 */
export function completeConfig(recorded: RunConfig): RunConfig {
  const { data, loss, optimizer, training } = defaultRunConfig
  return {
    ...recorded,
    data: { ...data, ...recorded.data },
    loss: { ...loss, ...recorded.loss },
    optimizer: { ...optimizer, ...recorded.optimizer },
    training: { ...training, ...recorded.training },
  }
}

/** The defaults of each kind of model that the form offers. */
export const defaultModels: { [Kind in Exclude<ModelKind, 'custom'>]: Extract<ModelConfig, { kind: Kind }> } =
  {
    linear: { kind: 'linear', l2: 0 },
    mlp: { kind: 'mlp', layers: [128, 64], activation: 'relu', dropout: 0, batchNorm: false, l2: 0 },
    cnn: {
      kind: 'cnn',
      filters: [16, 32],
      kernelSize: limits.kernelSize.default,
      dense: 64,
      activation: 'relu',
      dropout: 0,
      batchNorm: false,
      l2: 0,
    },
  }
