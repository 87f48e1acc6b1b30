/** From a CONFIG.json and flags to a run's complete configuration. Flags override the file, field by field. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { z } from 'zod'
import { sigmoidLossKinds } from '@shared/config/choices'
import { lossCompanions } from '@shared/config/companions'
import { lossConfigSchema, runConfigSchema, type RunConfig } from '@shared/config/run-config'
import { dataFileKeys, expandShorthand } from '@shared/config/shorthand'
import { runNameSchema, runNotesSchema, runTagsSchema } from '@shared/contract/runs'
import { badInput, type FocalError } from '@shared/errors'
import { lossKindOf } from '../input/loss-names'
import { numbersOf } from '../input/number-list'
import { isFile } from '../input/read-input'
import { readConfigFile } from './config-file'
import { hasDataFileKeys, readDataFileOptions, type DataFile } from './data-file'
import { fieldNames, type NameField } from './field-names'
import type { TrainFlags } from './flags'
import { modelFromFile } from './model-file'

export interface TrainRequest {
  /** `data.dataset` is a name, or stands for `dataFile` until that is imported. */
  config: RunConfig
  dataFile: DataFile | null
  /** Folds of a cross-validation; null for a single run. */
  folds: number | null
  name: string | undefined
  tags: string[]
  notes: string | undefined
  /** For problems that only the engine sees. */
  nameField: NameField
  /** The loss's fields as they were given, without defaults. */
  givenLoss: Section
}

type Section = Record<string, unknown>
/** The nested form as it was written, section by section; not validated yet. */
type Nested = Record<string, unknown>

const builtInModels = ['linear', 'mlp', 'cnn', 'custom']

/** @throws FocalError `bad-input` that names the flag, or the file, line and field */
export function readTrainRequest(configPath: string | undefined, flags: TrainFlags): TrainRequest {
  const file = configPath === undefined ? null : readConfigFile(configPath)
  const { folds, ...runFlags } = flags
  const given = expandShorthand(runFlags)
  const nested = merge({ ...file?.request.config }, { ...given.config })
  const nameField = fieldNames(flags, file)
  // Relative paths start at the working folder in flags, at the file's own folder in a file.
  const base = (key: string) => (file === null || key in flags ? process.cwd() : resolve(file.folder))
  if (nested['model'] !== undefined) {
    nested['model'] = readModel(section(nested, 'model'), base('model'), nameField)
  }
  if (nested['loss'] !== undefined) nested['loss'] = readLoss(section(nested, 'loss'))
  const check = <Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    path: string,
  ): z.output<Schema> => {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    throw issueError(parsed.error, path, nested, nameField)
  }
  const givenLoss = withActivation(section(nested, 'loss'))
  nested['loss'] = asksForSigmoid(givenLoss)
    ? withCompanions({ ...givenLoss, activation: 'sigmoid' }, true)
    : withCompanions(givenLoss)
  const config = check(runConfigSchema, nested, '')
  // A file's label belongs to the file's data.
  const fileLabel =
    'data' in flags && !isFile(resolve(String(flags['data']))) ? undefined : file?.request.label
  const { label, keys } = joinLabels(
    { label: fileLabel, keys: fileLabel === undefined && 'data' in flags ? {} : file?.request.dataFile },
    { label: given.label, keys: given.dataFile },
  )
  return {
    config,
    dataFile: readDataFile({ dataset: config.data.dataset, label }, keys, base, nameField),
    folds: readFolds(folds, config),
    name: check(runNameSchema.optional(), given.name ?? file?.request.name, 'name'),
    tags: check(runTagsSchema, [...new Set([...(file?.request.tags ?? []), ...given.tags])], 'tags'),
    notes: check(runNotesSchema.optional(), given.notes ?? file?.request.notes, 'notes'),
    nameField,
    givenLoss,
  }
}

/**
 * The configuration for its data set.
 * @param multiLabel whether a sample of the data may have several labels
 * @throws FocalError `bad-input` where α and 1 - α are asked for, of which one class a sample knows nothing
 */
export function configFor(request: TrainRequest, multiLabel: boolean): RunConfig {
  if (multiLabel) return configForLabels(request)
  if (!asksForSigmoid(request.givenLoss)) return request.config
  throw badInput(`${request.nameField('loss.alphaMode')} positiveNegative needs activation sigmoid.`, {
    field: 'loss.alphaMode',
  })
}

/**
 * The configuration for data whose samples may have several labels: with sigmoid, where neither another activation was
 * given nor a loss that sigmoids do not have.
 */
export function configForLabels({ config, givenLoss }: TrainRequest): RunConfig {
  const kinds: readonly string[] = sigmoidLossKinds
  if (givenLoss['activation'] === 'softmax' || !kinds.includes(config.loss.kind)) return config
  const loss = withCompanions({ ...givenLoss, activation: 'sigmoid' }, true)
  return { ...config, loss: lossConfigSchema.parse(loss) }
}

function merge(file: Nested, flags: Nested): Nested {
  const merged: Nested = { ...file }
  for (const key of Object.keys(flags)) {
    const [before, given] = [section(file, key), section(flags, key)]
    // Another kind of model has other fields: those of the file's model go with it.
    const isOtherModel = key === 'model' && given['kind'] !== undefined && given['kind'] !== before['kind']
    merged[key] = key === 'seed' ? flags[key] : isOtherModel ? given : { ...before, ...given }
  }
  return merged
}

function section(nested: Nested, key: string): Section {
  const value = nested[key]
  return typeof value === 'object' && value !== null ? (value as Section) : {}
}

/** Sigmoid with a loss that is defined for nothing else. */
function withActivation(loss: Section): Section {
  const isOpen = loss['kind'] === 'asymmetric' && !('activation' in loss)
  return isOpen ? { ...loss, activation: 'sigmoid' } : loss
}

/**
 * Whether the loss needs sigmoid and nobody said which activation. It is filled in for samples that may have several labels;
 * where they have one class it is the person's choice.
 */
function asksForSigmoid({ kind, activation, alphaMode }: Section): boolean {
  const kinds: readonly unknown[] = [undefined, ...sigmoidLossKinds]
  return alphaMode === 'positiveNegative' && activation === undefined && kinds.includes(kind)
}

/** What goes with a loss where none of it was given: deferred re-weighting with LDAM, a prior with sigmoid. */
function withCompanions(loss: Section, multiLabel = false): Section {
  const { kind, activation } = lossConfigSchema.safeParse(loss).data ?? {}
  if (kind === undefined || activation === undefined) return loss
  const companions = lossCompanions({ kind, activation }, multiLabel)
  return Object.keys(companions).some((field) => field in loss) ? loss : { ...loss, ...companions }
}

/** Our name of the loss, and weights that were written as they are in a flag: `"1,2,3"`. */
function readLoss(loss: Section): Section {
  const { kind, alpha } = loss
  return {
    ...loss,
    ...(typeof kind === 'string' ? { kind: lossKindOf(kind) } : {}),
    ...(typeof alpha === 'string' ? { alpha: numbersOf(alpha) ?? alpha } : {}),
  }
}

/** Fills in the kind that the fields speak of, or reads the model from the file that is named. */
function readModel(given: Section, folder: string, nameField: NameField): Section {
  const model = { ...given }
  for (const field of ['layers', 'filters']) {
    const value = model[field]
    if (typeof value === 'string') model[field] = [numbersOf(value) ?? value].flat()
  }
  const isCnn = ['filters', 'kernelSize', 'dense'].some((field) => field in model)
  const kind = model['kind'] ?? (isCnn ? 'cnn' : 'mlp')
  if (typeof kind !== 'string' || builtInModels.includes(kind)) return { ...model, kind }
  const path = resolve(folder, kind)
  if (isFile(path)) return { ...model, ...modelFromFile(path) }
  throw badInput(
    `${nameField('model.kind')} must be mlp, cnn, linear, or a file with a model’s topology; there is no file ${path}.`,
    { field: 'model' },
  )
}

interface LabelSource {
  label: string | undefined
  /** By `dataFileKeys`. */
  keys: Record<string, unknown> | undefined
}

/** Flags go before the file; where they name the labels in another way, what the file says of those goes. */
function joinLabels(file: LabelSource, flags: LabelSource): { label: string | null; keys: LabelKeys } {
  const { labels, labelSeparator, ...others } = file.keys ?? {}
  const keys: LabelKeys = { ...others, ...flags.keys }
  if (keys['labels'] !== undefined) return { label: flags.label ?? null, keys }
  if (flags.label === undefined && labels !== undefined) keys['labels'] = labels
  keys['labelSeparator'] ??= labelSeparator
  return { label: flags.label ?? file.label ?? null, keys }
}

type LabelKeys = Record<string, unknown>

/** @throws FocalError `bad-input` where labels are said to be in two places */
function refuseTwoPlaces(label: string | null, keys: LabelKeys, nameField: NameField): void {
  if (keys['labels'] === undefined) return
  const other = label !== null ? 'label' : keys['labelSeparator'] !== undefined ? 'labelSeparator' : null
  if (other === null) return
  throw badInput(
    `${nameField('labels')} names a column for each label, and ${nameField(other)} is for one column; keep one of them.`,
    { field: 'labels' },
  )
}

/** A file where there is one and the words speak of one: a data set's name may be a file's by chance. */
function readDataFile(
  { dataset, label }: { dataset: string; label: string | null },
  values: Record<string, unknown>,
  base: (key: string) => string,
  nameField: NameField,
): TrainRequest['dataFile'] {
  const path = resolve(base('data'), dataset)
  const isPath = dataFilePath.test(dataset)
  const isThere = isFile(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
  if (isThere && (isPath || label !== null || hasDataFileKeys(values))) {
    refuseTwoPlaces(label, values, nameField)
    return { path, label, options: readDataFileOptions(values, base('labelsFile'), nameField) }
  }
  if (isPath)
    throw badInput(`${nameField('data.dataset')}: the data file ${path} does not exist.`, { field: 'data' })
  const key = dataFileKeys.find((name) => values[name] !== undefined)
  if (label === null && key === undefined) return null
  if (label === null && key !== undefined) {
    throw badInput(`${nameField(key)} says how to read a data file, but ${dataset} is not a file.`, {
      field: key,
    })
  }
  throw badInput(
    `${nameField('label')} names the label column of a data file, but ${dataset} is not a file: a data set knows its labels.`,
    { field: 'label' },
  )
}

/** What can only be a path. */
const dataFilePath = /[\\/]|\.(?:csv|tsv|txt|data|parquet|pq|jsonl|ndjson|json|npy|npz|idx|gz)$|-ubyte$/i

/** @throws FocalError `bad-input` where a fold is named as well */
function readFolds(folds: unknown, config: RunConfig): number | null {
  if (typeof folds !== 'number') return null
  if (config.data.fold === null) return folds
  throw badInput('--folds runs all folds, and --fold (or data.fold) names one; keep one of them.', {
    field: '--folds',
  })
}

/** One line for the first problem, naming the flag or the place in the file that it came from. */
function issueError(error: z.ZodError, base: string, nested: Nested, nameField: NameField): FocalError {
  const [issue] = error.issues
  if (issue === undefined) return badInput('The configuration is not valid.')
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const parts = [...(base === '' ? [] : [base]), ...issue.path.map(String)]
  const path = [...parts, ...(unknown === undefined ? [] : [unknown])].join('.')
  const { kind: model } = section(nested, 'model')
  const problem =
    unknown === undefined
      ? issue.message
      : path.startsWith('model.')
        ? `does not apply to model ${typeof model === 'string' ? model : 'mlp'}`
        : 'is not a field'
  const others = new Set(error.issues.map(({ path: at }) => at.join('.'))).size - 1
  const more = others > 0 ? ` (and ${others} more)` : ''
  const details = {
    field: path,
    issues: error.issues.map(({ path: at, message }) => ({ path: at.join('.'), message })),
  }
  return badInput(`${nameField(path)} ${problem}${more}.`, details)
}
