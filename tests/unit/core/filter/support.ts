import { defaultRunConfig } from '@shared/config/defaults'
import type { RunConfig } from '@shared/config/run-config'
import type { EpochSummary } from '@shared/domain/metrics'
import type { RunSummary } from '@shared/domain/run'

/** A finished run: what is not named is as in a first run on digits. */
export function runWith(
  change: Partial<Omit<RunSummary, 'config'>> & { config?: Partial<RunConfig> } = {},
): RunSummary {
  return {
    id: '01JDTEST000000000000000001',
    name: 'focal on digits',
    state: 'done',
    reason: null,
    datasetId: 'digits',
    datasetName: 'digits',
    multiLabel: false,
    colour: '0',
    tags: [],
    pinned: false,
    baseline: false,
    backend: 'tensorflow',
    compiled: true,
    createdAt: Date.parse('2026-11-24T10:00:00'),
    startedAt: null,
    finishedAt: null,
    removedAt: null,
    progress: null,
    best: epoch({ epoch: 8, balancedAccuracy: 0.92, accuracy: 0.95 }),
    last: epoch({ epoch: 10, balancedAccuracy: 0.9, accuracy: 0.94 }),
    majorityBaseline: 0.1,
    ...change,
    config: { ...defaultRunConfig, ...change.config },
  }
}

export function epoch(change: Partial<EpochSummary>): EpochSummary {
  return {
    epoch: 1,
    loss: 0.2,
    valLoss: 0.3,
    crossEntropy: 0.25,
    valCrossEntropy: 0.35,
    accuracy: 0.9,
    balancedAccuracy: 0.9,
    macroF1: 0.9,
    ...change,
  }
}
