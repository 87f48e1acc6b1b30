import { limits } from '@shared/config/limits'
import type { LossConfig, RunConfig } from '@shared/config/run-config'

/** What a run is called where nobody named it: `focal γ=2 · mlp · digits ρ=50`. */
export function defaultRunName({ loss, model, data, seed }: RunConfig, datasetName: string): string {
  const modelName = model.kind === 'custom' ? model.name : model.kind
  const imbalance =
    data.imbalance === 1 ? '' : ` ρ=${data.imbalance}${data.imbalanceShape === 'step' ? ' step' : ''}`
  const parts = [lossName(loss), modelName, `${datasetName}${imbalance}`]
  if (seed !== limits.seed.default) parts.push(`seed ${seed}`)
  return parts.join(' · ')
}

function lossName({ kind, activation, gamma, alpha, tau, labelSmoothing }: LossConfig): string {
  const parts: string[] = [activation === 'sigmoid' ? `sigmoid ${kind}` : kind]
  if (kind === 'focal') parts.push(`γ=${gamma}`)
  if (kind === 'balancedSoftmax' && tau !== 1) parts.push(`τ=${tau}`)
  if (Array.isArray(alpha)) parts.push('α=list')
  else if (alpha !== 'none') parts.push(`α=${alpha}`)
  if (labelSmoothing > 0) parts.push(`smoothing ${labelSmoothing}`)
  return parts.join(' ')
}

/** The name itself, or with the first free number behind it. */
export function uniqueName(name: string, taken: readonly string[]): string {
  const names = new Set(taken)
  if (!names.has(name)) return name
  let number = 2
  while (names.has(`${name} (${number})`)) number += 1
  return `${name} (${number})`
}
