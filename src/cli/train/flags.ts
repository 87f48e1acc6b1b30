/** The flags of `train`: the short form of a configuration (src/shared/config/shorthand.ts). */
import { Option, type Command } from 'commander'
import {
  alphaSchemes,
  imbalanceShapes,
  lossActivations,
  lossKinds,
  optimizerKinds,
  reductions,
  schedules,
  watchedMetrics,
} from '@shared/config/choices'
import { defaultModels, defaultRunConfig } from '@shared/config/defaults'
import type { LimitName } from '@shared/config/limits'
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

  add('Data:', '--data <name|file>', 'a data set by name, or a CSV file to import', data.dataset)
  add('Data:', '--label <column>', 'the label column of the CSV file', null)
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
  add('Data:', '--no-standardize', 'leave the features as they are', null)

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
  add(
    'Loss:',
    '--alpha <weights>',
    `class weights: ${alphaSchemes.join(', ')}, a number, or n1,n2,…`,
    loss.alpha,
    readAlpha,
  )
  addNumber('Loss:', '--beta', 'β of the effective number of samples', loss.beta, 'beta')
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

/** The flag of a shorthand key: `labelSmoothing` is `--label-smoothing`. */
export function flagOf(key: string): string {
  const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return key === 'compile' || key === 'standardize' ? `--no-${name}` : `--${name}`
}
