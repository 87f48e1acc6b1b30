import { limits } from '@shared/config/limits'
import type { LossConfig, RunConfig } from '@shared/config/run-config'

/**
 * What a run is called where nobody named it: `focal γ=2 · seed 7 · mlp · digits ρ=50`. What runs most often differ in
 * comes first: lists cut names. The seed is told where it is not the usual one, or where `withSeed` asks for it: runs
 * that are queued together and differ by their seeds all tell them.
 */
export function defaultRunName(
  { loss, model, data, training, seed }: RunConfig,
  datasetName: string,
  { withSeed = false } = {},
): string {
  const modelName = model.kind === 'custom' ? model.name : model.kind
  const imbalance =
    data.imbalance === 1 ? '' : ` ρ=${data.imbalance}${data.imbalanceShape === 'step' ? ' step' : ''}`
  const fold = data.fold === null ? '' : `, fold ${data.fold.index}/${data.fold.of}`
  const seedPart = withSeed || seed !== limits.seed.default ? [`seed ${seed}`] : []
  const samplingPart = training.sampling === 'instance' ? [] : [`${training.sampling} sampling`]
  return [lossName(loss), ...samplingPart, ...seedPart, modelName, `${datasetName}${imbalance}${fold}`].join(
    ' · ',
  )
}

/** Kind of a loss and its γ over the epochs: `ce`, `focal γ=2`, `focal γ=2→0`. */
export function lossKindName({ kind, gamma, gammaSchedule, gammaEnd }: LossConfig): string {
  if (kind !== 'focal') return kind
  return `focal γ=${gammaSchedule === 'constant' ? gamma : `${gamma}→${gammaEnd}`}`
}

function lossName(loss: LossConfig): string {
  const { kind, activation, alpha, reweightFrom, tau, labelSmoothing } = loss
  const kindName = lossKindName(loss)
  const parts: string[] = [activation === 'sigmoid' ? `sigmoid ${kindName}` : kindName]
  if (kind === 'balancedSoftmax' && tau !== 1) parts.push(`τ=${tau}`)
  if (Array.isArray(alpha)) parts.push('α=list')
  else if (alpha !== 'none') parts.push(`α=${alpha}`)
  if (alpha !== 'none' && reweightFrom !== limits.reweightFrom.default) parts.push(`from ${reweightFrom}`)
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
