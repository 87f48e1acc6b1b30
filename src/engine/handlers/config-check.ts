/** What is wrong with a configuration for its data set, and what deserves a second look. */
import { lossAdvice } from '@core/losses/loss-advice'
import { imbalanceNote, imbalanceOf } from '@core/sampling/long-tail'
import { sigmoidLossKinds } from '@shared/config/choices'
import type { RunConfig } from '@shared/config/run-config'
import type { FieldIssue } from '@shared/config/validate'
import type { ConfigWarning } from '@shared/contract/runs'
import type { Dataset, SplitPreview } from '@shared/domain/dataset'

/** Problems that the schema cannot see, because they need the data set. A run with one is refused. */
export function datasetIssues(config: RunConfig, dataset: Dataset): FieldIssue[] {
  const { loss, model } = config
  const issues: FieldIssue[] = dataset.multiLabel ? multiLabelIssues(config, dataset) : []
  const classes = dataset.classes.length
  if (Array.isArray(loss.alpha) && loss.alpha.length !== classes) {
    const [code, one, several] = dataset.multiLabel
      ? ['weight-per-label', 'label', 'labels']
      : ['weight-per-class', 'class', 'classes']
    const message = `has ${loss.alpha.length} numbers, but ${dataset.name} has ${classes} ${several}; give one number a ${one}`
    const values = { count: loss.alpha.length, classes, dataset: dataset.name }
    issues.push({ path: 'loss.alpha', code, message, values })
  }
  if (loss.alphaMode === 'uniform' && [loss.alpha].flat().every((weight) => weight === 0)) {
    const [code, one] = dataset.multiLabel
      ? ['all-label-weights-zero', 'label']
      : ['all-weights-zero', 'class']
    const message = `gives every ${one} the weight 0, so nothing would be learnt; give some ${one} a weight above 0`
    issues.push({ path: 'loss.alpha', code, message })
  }
  if (model.kind === 'cnn' && dataset.shape === null) {
    const message = `cnn needs images, but ${dataset.name} is a table; choose mlp or linear`
    issues.push({ path: 'model.kind', code: 'needs-images', message, values: { dataset: dataset.name } })
  }
  if (model.kind === 'custom' && !isJsonObject(model.topology)) {
    issues.push({
      path: 'model.topology',
      code: 'not-a-topology',
      message: 'is not the JSON of a tfjs model; write it with model.toJSON()',
    })
  }
  return issues
}

/** What samples with several labels cannot be trained with. */
function multiLabelIssues({ loss, data }: RunConfig, { name }: Dataset): FieldIssue[] {
  const issues: FieldIssue[] = []
  const values = { dataset: name }
  const kinds: readonly string[] = sigmoidLossKinds
  if (!kinds.includes(loss.kind)) {
    const message = `is ${loss.kind}, which is for samples of one class, but samples of ${name} have any number of labels; choose ce, focal or asymmetric, with activation sigmoid`
    issues.push({
      path: 'loss.kind',
      code: 'labels-need-other-loss',
      message,
      values: { ...values, loss: loss.kind },
    })
  } else if (loss.activation === 'softmax') {
    const message = `is softmax, which gives each sample one class, but samples of ${name} have any number of labels; choose sigmoid, with the loss ce, focal or asymmetric`
    issues.push({ path: 'loss.activation', code: 'labels-need-sigmoid', message, values })
  }
  if (data.imbalance > 1) {
    const message = `makes a long tail of classes, but samples of ${name} have any number of labels; leave it at 1`
    issues.push({ path: 'data.imbalance', code: 'labels-have-no-tail', message, values })
  }
  return issues
}

/** Fewer samples than this of a class say little about it. */
const fewSamples = 5
/** Largest over smallest class from which on accuracy speaks for the large ones. */
const imbalanced = 5
/** Largest over smallest class from which on guessing the largest looks like having learnt something. */
const misleading = 1.5
const classesNamed = 5

/** Advice on a configuration that can be trained. */
export function configWarnings(config: RunConfig, dataset: Dataset, split: SplitPreview): ConfigWarning[] {
  return [
    ...lossAdvice(config, dataset.multiLabel),
    ...splitWarnings(config, split),
    ...trainingWarnings(config, split),
    ...(dataset.multiLabel ? [] : majorityWarnings(config, split)),
    ...countWarnings(config, dataset, split),
  ]
}

function splitWarnings({ data }: RunConfig, { train }: SplitPreview): ConfigWarning[] {
  const message = imbalanceNote(train, data.imbalance)
  if (message === null) return []
  const values = { reached: imbalanceOf(train), asked: data.imbalance }
  return [{ code: 'imbalance-not-reached', message, values }]
}

function trainingWarnings({ training }: RunConfig, { train, samples }: SplitPreview): ConfigWarning[] {
  const warnings: ConfigWarning[] = []
  const trainSamples = samples?.train ?? sum(train)
  if (training.batchSize > trainSamples) {
    warnings.push({
      code: 'batch-larger-than-split',
      message: `The batch size ${training.batchSize} is larger than the training split (${trainSamples} samples): every epoch is one step.`,
      values: { batchSize: training.batchSize, samples: trainSamples },
    })
  }
  if (training.patience !== null && training.patience >= training.epochs) {
    warnings.push({
      code: 'patience-never-acts',
      message: `A patience of ${training.patience} epochs never ends a run of ${training.epochs} epochs.`,
      values: { patience: training.patience, epochs: training.epochs },
    })
  }
  return warnings
}

/** Where each sample has one class, accuracy is mostly that of the large ones. */
function majorityWarnings({ training }: RunConfig, { train, validation }: SplitPreview): ConfigWarning[] {
  const warnings: ConfigWarning[] = []
  if (training.bestBy === 'accuracy' && Math.max(...train) >= imbalanced * Math.min(...train)) {
    warnings.push({
      code: 'best-by-accuracy',
      message:
        'The best epoch is chosen by accuracy, which the large classes decide. Balanced accuracy or macro-F1 count every class the same.',
    })
  }
  const majority = Math.max(...validation) / sum(validation)
  // Of two classes one always has half or more: where they are nearly equal, that misleads nobody.
  if (majority >= 0.5 && imbalanceOf(validation) >= misleading) {
    warnings.push({
      code: 'majority-baseline',
      message: `Guessing the largest class always would reach an accuracy of ${(100 * majority).toFixed(1)}%. Look at balanced accuracy instead.`,
      values: { share: majority },
    })
  }
  return warnings
}

function countWarnings(
  { data }: RunConfig,
  { classes, multiLabel }: Dataset,
  { train, validation }: SplitPreview,
): ConfigWarning[] {
  const warnings: ConfigWarning[] = []
  const named = (counts: number[]) => {
    const few = classes.flatMap(({ label }, c) => {
      const count = counts[c] ?? 0
      return count < fewSamples ? [{ label, isNone: count === 0 }] : []
    })
    const list = (none: string) => {
      const shown = few
        .slice(0, classesNamed)
        .map(({ label, isNone }) => (isNone ? `${label} (${none})` : label))
      return few.length > classesNamed ? `${shown.join(', ')}, …` : shown.join(', ')
    }
    // The window says its own words around the values.
    return { count: few.length, shown: list('none'), value: list('0') }
  }
  const fewTrain = named(train)
  if (fewTrain.count > 0) {
    const [code, advice] = multiLabel
      ? [
          'few-training-samples-of-labels',
          'Bring more samples that have them, or expect little of these labels',
        ]
      : ['few-training-samples', 'Lower the imbalance, or expect little of these classes']
    warnings.push({
      code,
      message: `Fewer than ${fewSamples} training samples: ${fewTrain.shown}. ${advice}.`,
      values: { classes: fewTrain.value, least: fewSamples },
    })
  }
  const fewValidation = named(validation)
  if (fewValidation.count > 0) {
    const [code, advice] =
      data.fold === null
        ? ['few-validation-samples', 'hold out a larger share']
        : ['few-validation-samples-of-fold', 'take fewer folds']
    warnings.push({
      code,
      message: `Fewer than ${fewSamples} validation samples: ${fewValidation.shown}. Their recall moves in large steps; ${advice}.`,
      values: { classes: fewValidation.value, least: fewSamples },
    })
  }
  return warnings
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}
