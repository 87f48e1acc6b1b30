/** The flags of `train`: the short form of a configuration (src/shared/config/shorthand.ts). */
import { Option, type Command } from 'commander'
import {
  alphaModes,
  alphaSchemes,
  gammaSchedules,
  imbalanceShapes,
  lossActivations,
  lossKinds,
  optimizerKinds,
  reductions,
  samplingSchemes,
  schedules,
  watchedMetrics,
} from '@shared/config/choices'
import { defaultModels, defaultRunConfig } from '@shared/config/defaults'
import type { LimitName } from '@shared/config/limits'
import { columnTypes, missingRules } from '@shared/domain/dataset'
import { badInput } from '@shared/errors'
import { choiceOf, collect, numbersWithin, numberWithin, readAlpha } from '../input/flag-values'
import { lossKindOf } from '../input/loss-names'

/** What was given on the command line, by shorthand key; nothing else. */
export type TrainFlags = Record<string, unknown>

/** A flag's default, to be shown; null where there is none. */
type Standard = string | number | readonly number[] | null

export function addTrainFlags(command: Command): void {
  const { data, model, loss, optimizer, training, seed } = defaultRunConfig
  const cnn = defaultModels.cnn

  const add = (
    group: string,
    flags: string,
    description: string,
    standard: Standard,
    read?: (text: string) => unknown,
  ) => {
    const shown = standard === null ? description : `${description} (default: ${String(standard)})`
    const option = new Option(flags, shown).helpGroup(group)
    command.addOption(read === undefined ? option : option.argParser(read))
  }
  const addNumber = (
    group: string,
    flag: string,
    description: string,
    standard: Standard,
    limit: LimitName,
  ) => add(group, `${flag} <number>`, description, standard, numberWithin(flag, limit))
  const addChoice = (group: string, flag: string, choices: readonly string[], standard: string) =>
    add(group, `${flag} <name>`, choices.join(', '), standard, choiceOf(flag, choices))

  add(
    'Data:',
    '--data <name|file>',
    'a data set by name, or a file or a folder of images to import',
    data.dataset,
  )
  add('Data:', '--label <column>', 'the label column of the file', null)
  add('Data:', '--labels <column,…>', 'several label columns of 0 and 1: a sample may have each', null)
  add('Data:', '--label-separator <text>', 'between several labels in the label column', null)
  addNumber(
    'Data:',
    '--imbalance',
    'largest class ÷ smallest class of the training split',
    data.imbalance,
    'imbalance',
  )
  addChoice('Data:', '--imbalance-shape', imbalanceShapes, data.imbalanceShape)
  addNumber(
    'Data:',
    '--validation-fraction',
    'share of each class held out',
    data.validationFraction,
    'validationFraction',
  )
  addNumber('Data:', '--split-seed', 'seed of the split', 'the run’s seed', 'seed')
  addNumber('Data:', '--folds', 'cross-validate: one run for each of so many folds', null, 'folds')
  add('Data:', '--fold <index/of>', 'one fold of a cross-validation: 2/5', null, readFold)
  add('Data:', '--no-given-split', 'do not split as the data set’s own split column says', null)
  add('Data:', '--no-standardize', 'leave the features as they are', null)

  add('Data file:', '--types <column=type,…>', columnTypes.join(', '), 'by what the columns hold')
  addChoice('Data file:', '--missing', missingRules, 'refuse')
  add('Data file:', '--no-header', 'the first line of a CSV file is data', null)
  add(
    'Data file:',
    '--delimiter <character>',
    'between the cells of a CSV file; tab for tabs',
    'found in its first line',
  )
  add('Data file:', '--split-column <column>', 'the column that says train, validation or test', null)
  add(
    'Data file:',
    '--image-size <HxW[xC]>',
    'size of images: 28x28x1 is grey, 32x32x3 is colour',
    'theirs, or 32x32',
  )
  add('Data file:', '--labels-file <file>', 'labels of an IDX or NumPy file', 'the one beside it')

  add('Model:', '--model <kind|file>', 'mlp, cnn, linear, or a file with a tfjs model’s topology', model.kind)
  add(
    'Model:',
    '--layers <units,…>',
    'units of each hidden layer of an mlp',
    '128,64',
    numbersWithin('--layers', 'units'),
  )
  add(
    'Model:',
    '--filters <number,…>',
    'filters of a cnn’s convolutions',
    cnn.filters,
    numbersWithin('--filters', 'filters'),
  )
  addNumber('Model:', '--kernel-size', 'side of a cnn’s filters', cnn.kernelSize, 'kernelSize')
  addNumber('Model:', '--dense', 'units of a cnn’s dense layer', cnn.dense, 'units')
  addNumber('Model:', '--dropout', 'share of units dropped while training', cnn.dropout, 'dropout')
  add('Model:', '--batch-norm', 'normalise each layer over the batch', null)
  addNumber('Model:', '--l2', 'L2 penalty on the weights', cnn.l2, 'l2')

  add('Loss:', '--loss <kind>', lossKinds.join(', '), loss.kind, (text) =>
    choiceOf('--loss', lossKinds)(lossKindOf(text)),
  )
  addChoice('Loss:', '--activation', lossActivations, loss.activation)
  addNumber('Loss:', '--gamma', 'focusing parameter γ of focal; 0 is cross-entropy', loss.gamma, 'gamma')
  addChoice('Loss:', '--gamma-schedule', gammaSchedules, loss.gammaSchedule)
  addNumber(
    'Loss:',
    '--gamma-end',
    'γ of the last epoch (linear), or after the step',
    loss.gammaEnd,
    'gammaEnd',
  )
  addNumber(
    'Loss:',
    '--gamma-from',
    'epoch of the step, or below 1 a share of the epochs',
    loss.gammaFrom,
    'gammaFrom',
  )
  add(
    'Loss:',
    '--alpha <weights>',
    `class weights: ${alphaSchemes.join(', ')}, a number, or n1,n2,…`,
    loss.alpha,
    readAlpha,
  )
  addChoice('Loss:', '--alpha-mode', alphaModes, loss.alphaMode)
  addNumber('Loss:', '--beta', 'β of the effective number of samples', loss.beta, 'beta')
  addNumber(
    'Loss:',
    '--reweight-from',
    'first epoch with class weights, or below 1 a share of the epochs; 0.8 with ldam',
    loss.reweightFrom,
    'reweightFrom',
  )
  addNumber(
    'Loss:',
    '--prior-probability',
    'π at which sigmoid outputs start; 0.5 is no bias, 0.01 with sigmoid ce and focal',
    loss.priorProbability,
    'priorProbability',
  )
  addNumber('Loss:', '--tau', 'strength of the prior in balancedSoftmax', loss.tau, 'tau')
  addNumber(
    'Loss:',
    '--label-smoothing',
    'share of each label spread over all classes',
    loss.labelSmoothing,
    'labelSmoothing',
  )
  addChoice('Loss:', '--reduction', reductions, loss.reduction)

  addChoice('Training:', '--optimizer', optimizerKinds, optimizer.kind)
  addNumber('Training:', '--lr', 'learning rate', optimizer.learningRate, 'learningRate')
  addNumber(
    'Training:',
    '--momentum',
    'of the optimizers momentum and rmsprop',
    optimizer.momentum,
    'momentum',
  )
  addChoice('Training:', '--schedule', schedules, optimizer.schedule)
  addNumber('Training:', '--clip-norm', 'largest norm of the gradient', null, 'clipNorm')
  addNumber('Training:', '--batch', 'samples in a batch', training.batchSize, 'batchSize')
  addNumber('Training:', '--epochs', 'passes over the training split', training.epochs, 'epochs')
  addChoice('Training:', '--sampling', samplingSchemes, training.sampling)
  addChoice('Training:', '--best-by', watchedMetrics, training.bestBy)
  addNumber('Training:', '--patience', 'stop after so many epochs without a better one', null, 'patience')
  addNumber('Training:', '--seed', 'seed of split, weights, order and dropout', seed, 'seed')
  add('Training:', '--no-compile', 'train without whole-step compiled graphs', null)

  add('The run:', '--name <text>', 'name of the run', null)
  const tag = new Option('--tag <text>', 'a tag; may be given several times').helpGroup('The run:')
  command.addOption(tag.argParser(collect))
  add('The run:', '--notes <text>', 'notes on the run', null)
}

/** The flags that were given: defaults are the schema's, and must not override a file. */
export function givenFlags(command: Command): TrainFlags {
  const flags: TrainFlags = {}
  for (const option of command.options) {
    const key = option.attributeName()
    if (command.getOptionValueSource(key) === 'cli') flags[key] = command.getOptionValue(key)
  }
  for (const key of ['data', 'label', 'model', 'name']) {
    if (typeof flags[key] === 'string' && flags[key].trim() === '') {
      throw badInput(`--${key} is empty.`, { field: `--${key}` })
    }
  }
  return flags
}

/** `2/5` as a fold. */
function readFold(text: string): { index: number; of: number } {
  const parts = /^(\d+)\/(\d+)$/.exec(text)
  if (parts !== null) return { index: Number(parts[1]), of: Number(parts[2]) }
  throw badInput(`--fold must be INDEX/OF, like 2/5, not "${text}".`, { field: '--fold' })
}

/** Flags that say what is not to be done. */
const negated = ['compile', 'standardize', 'header', 'givenSplit']

/** The flag of a shorthand key: `labelSmoothing` is `--label-smoothing`. */
export function flagOf(key: string): string {
  const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return negated.includes(key) ? `--no-${name}` : `--${name}`
}
