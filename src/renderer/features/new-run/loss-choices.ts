import { sigmoidLossKinds, softmaxLossKinds } from '@shared/config/choices'
import { lossCompanions } from '@shared/config/companions'
import { defaultRunConfig } from '@shared/config/defaults'
import { limits } from '@shared/config/limits'
import type { LossConfig, RunConfig } from '@shared/config/run-config'
import type { Dataset } from '@shared/domain/dataset'

/**
 * Another kind of loss, with what its paper trains it with. What the kind before brought with it goes again, unless the
 * person has changed it since.
 */
export function changeLossKind(loss: LossConfig, kind: LossConfig['kind'], multiLabel = false): LossConfig {
  return withCompanions(loss, { ...loss, kind }, multiLabel)
}

/** Another activation; a kind that it does not have becomes focal. */
export function changeActivation(
  loss: LossConfig,
  activation: LossConfig['activation'],
  multiLabel = false,
): LossConfig {
  const kinds: readonly string[] = activation === 'softmax' ? softmaxLossKinds : sigmoidLossKinds
  const kind = kinds.includes(loss.kind) ? loss.kind : 'focal'
  const alphaMode = activation === 'softmax' ? 'uniform' : loss.alphaMode
  return withCompanions(loss, { ...loss, activation, kind, alphaMode }, multiLabel)
}

/**
 * The loss for other data: sigmoid where a sample may have several labels, and softmax again where it has one class.
 * @param before whether a sample of the data before may have several labels
 */
export function changeLabels(loss: LossConfig, before: boolean, after: boolean): LossConfig {
  if (after && loss.activation === 'softmax') return changeActivation(loss, 'sigmoid', true)
  return before === after ? loss : changeActivation(loss, after ? 'sigmoid' : 'softmax', after)
}

/**
 * The configuration for other data, wherever it is chosen: the loss fits what the data demands, and where a sample may have
 * several labels there is no tail.
 * @param before whether a sample of the data before may have several labels
 */
export function changeDataset(
  config: RunConfig,
  before: boolean,
  next: Pick<Dataset, 'id' | 'multiLabel'>,
): void {
  config.loss = changeLabels(config.loss, before, next.multiLabel)
  if (next.multiLabel) config.data.imbalance = limits.imbalance.default
  config.data.dataset = next.id
}

function withCompanions(before: LossConfig, after: LossConfig, multiLabel: boolean): LossConfig {
  const standard = defaultRunConfig.loss
  const brought = lossCompanions(before)
  const kept = isUntouched(before, { ...standardOf(brought), ...brought })
    ? { ...after, ...standardOf(brought) }
    : after
  const companions = lossCompanions(after, multiLabel)
  return isUntouched(kept, standardOf(companions)) ? { ...kept, ...companions } : kept

  /** The defaults of the fields that companions set. */
  function standardOf(fields: Partial<LossConfig>): Partial<LossConfig> {
    return Object.fromEntries(
      Object.keys(fields).map((field) => [field, standard[field as keyof LossConfig]]),
    )
  }
}

function isUntouched(loss: LossConfig, fields: Partial<LossConfig>): boolean {
  return Object.entries(fields).every(([field, value]) => loss[field as keyof LossConfig] === value)
}
