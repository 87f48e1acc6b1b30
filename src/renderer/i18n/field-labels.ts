/** Where the label of a setting is in the messages; the form, the comparison and the details use the same words. */
export const fieldLabels: Readonly<Record<string, string>> = {
  'data.dataset': 'new-run.dataset',
  'data.imbalance': 'new-run.fields.imbalance.label',
  'data.imbalanceShape': 'new-run.imbalanceShape',
  'data.validationFraction': 'new-run.fields.validationFraction.label',
  'data.splitSeed': 'parts.splitSeed',
  'data.fold': 'parts.fold',
  'data.givenSplit': 'new-run.fields.givenSplit.label',
  'data.standardize': 'new-run.fields.standardize.label',
  'model.kind': 'new-run.model',
  'model.name': 'new-run.name',
  'model.layers': 'new-run.fields.layers.label',
  'model.filters': 'new-run.fields.filters.label',
  'model.kernelSize': 'new-run.fields.kernelSize.label',
  'model.dense': 'new-run.fields.units.label',
  'model.activation': 'new-run.fields.activation.label',
  'model.dropout': 'new-run.fields.dropout.label',
  'model.batchNorm': 'new-run.fields.batchNorm.label',
  'model.l2': 'new-run.fields.l2.label',
  'loss.kind': 'new-run.lossKind',
  'loss.activation': 'new-run.lossActivation',
  'loss.gamma': 'new-run.fields.gamma.label',
  'loss.gammaSchedule': 'new-run.gammaSchedule',
  'loss.gammaEnd': 'new-run.fields.gammaEnd.label',
  'loss.gammaFrom': 'new-run.fields.gammaFrom.label',
  'loss.alpha': 'new-run.alpha',
  'loss.alphaMode': 'new-run.alphaMode',
  'loss.reweightFrom': 'new-run.fields.reweightFrom.label',
  'loss.priorProbability': 'new-run.fields.priorProbability.label',
  'loss.beta': 'new-run.fields.beta.label',
  'loss.tau': 'new-run.fields.tau.label',
  'loss.labelSmoothing': 'new-run.fields.labelSmoothing.label',
  'loss.reduction': 'new-run.reduction',
  'optimizer.kind': 'new-run.optimizer',
  'optimizer.learningRate': 'new-run.fields.learningRate.label',
  'optimizer.momentum': 'new-run.fields.momentum.label',
  'optimizer.beta1': 'new-run.fields.beta1.label',
  'optimizer.beta2': 'new-run.fields.beta2.label',
  'optimizer.decay': 'new-run.fields.decay.label',
  'optimizer.epsilon': 'new-run.fields.epsilon.label',
  'optimizer.schedule': 'new-run.schedule',
  'optimizer.clipNorm': 'new-run.fields.clipNorm.label',
  'training.batchSize': 'new-run.fields.batchSize.label',
  'training.epochs': 'new-run.fields.epochs.label',
  'training.sampling': 'new-run.sampling',
  'training.bestBy': 'new-run.fields.bestBy.label',
  'training.patience': 'new-run.fields.patience.label',
  'training.compile': 'new-run.fields.compile.label',
  seed: 'new-run.fields.seed.label',
}

/** Where the label of the field with a path is (`config.loss.alpha.3` is in `loss.alpha`); null where it has none. */
export function fieldLabelKey(path: string): string | null {
  const parts = path.replace(/^config\./, '').split('.')
  for (let count = parts.length; count > 0; count--) {
    const key = fieldLabels[parts.slice(0, count).join('.')]
    if (key !== undefined) return key
  }
  return null
}
