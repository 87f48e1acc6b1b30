import { limits } from '@shared/config/limits'
import type { LossConfig, RunConfig } from '@shared/config/run-config'

/**
 * What a run is called where nobody named it: `focal γ=2 · seed 7 · mlp · digits ρ=50`. What runs most often differ in
 * comes first: lists cut names. The seed is told where it is not the usual one, or where `withSeed` asks for it.
 */
export function defaultRunName(
  { loss, model, data, training, seed }: RunConfig,
  datasetName: string,
  { withSeed = seed !== limits.seed.default } = {},
): string {
  const modelName = model.kind === 'custom' ? model.name : model.kind
  const imbalance =
    data.imbalance === 1 ? '' : ` ρ=${data.imbalance}${data.imbalanceShape === 'step' ? ' step' : ''}`
  const fold = data.fold === null ? '' : `, fold ${data.fold.index}/${data.fold.of}`
  const seedPart = withSeed ? [`seed ${seed}`] : []
  const samplingPart = training.sampling === 'instance' ? [] : [`${training.sampling} sampling`]
  return [lossName(loss), ...samplingPart, ...seedPart, modelName, `${datasetName}${imbalance}${fold}`].join(
    ' · ',
  )
}

function lossName(loss: LossConfig): string {
  const { kind, activation, gamma, gammaSchedule, gammaEnd, alpha, reweightFrom, tau, labelSmoothing } = loss
  const parts: string[] = [activation === 'sigmoid' ? `sigmoid ${kind}` : kind]
  if (kind === 'focal') parts.push(gammaSchedule === 'constant' ? `γ=${gamma}` : `γ=${gamma}→${gammaEnd}`)
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
