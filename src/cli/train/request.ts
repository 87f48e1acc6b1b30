/** From a CONFIG.json and flags to a run's complete configuration. Flags override the file, field by field. */
import { resolve } from 'node:path'
import type { z } from 'zod'
import { runConfigSchema, type RunConfig } from '@shared/config/run-config'
import { expandShorthand, shorthandPaths } from '@shared/config/shorthand'
import { badInput, type FocalError } from '@shared/errors'
import { lossKindOf } from '../input/loss-names'
import { isFile } from '../input/read-input'
import { readConfigFile, type ConfigFile } from './config-file'
import { flagOf, type TrainFlags } from './flags'
import { modelFromFile } from './model-file'

export interface TrainRequest {
  /** `data.dataset` is a name, or stands for `dataFile` until that is imported. */
  config: RunConfig
  dataFile: { path: string; label: string | null } | null
  name?: string
  tags: string[]
  notes?: string
}

type Section = Record<string, unknown>
/** The nested form as it was written, section by section; not validated yet. */
type Nested = Record<string, unknown>

const builtInModels = ['linear', 'mlp', 'cnn', 'custom']

/** @throws FocalError `bad-input` that names the flag, or the file, line and field */
export function readTrainRequest(configPath: string | undefined, flags: TrainFlags): TrainRequest {
  const file = configPath === undefined ? null : readConfigFile(configPath)
  const given = expandShorthand(flags)
  const nested = merge({ ...file?.request.config }, { ...given.config })
  // Relative paths start at the working folder in flags, at the file's own folder in a file.
  const base = (key: string) => (file === null || key in flags ? process.cwd() : resolve(file.folder))
  if (nested['model'] !== undefined) nested['model'] = readModel(section(nested, 'model'), base('model'))
  if (nested['loss'] !== undefined) nested['loss'] = withOurName(section(nested, 'loss'))
  const parsed = runConfigSchema.safeParse(nested)
  if (!parsed.success) throw issueError(parsed.error, nested, { flags, file })
  return {
    config: parsed.data,
    dataFile: readDataFile(
      section(nested, 'data')['dataset'],
      base('data'),
      given.label ?? file?.request.label ?? null,
    ),
    name: given.name ?? file?.request.name,
    tags: [...new Set([...(file?.request.tags ?? []), ...given.tags])],
    notes: given.notes ?? file?.request.notes,
  }
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

function withOurName(loss: Section): Section {
  return typeof loss['kind'] === 'string' ? { ...loss, kind: lossKindOf(loss['kind']) } : loss
}

/** Fills in the kind that the fields speak of, or reads the model from the file that is named. */
function readModel(model: Section, folder: string): Section {
  const isCnn = ['filters', 'kernelSize', 'dense'].some((field) => field in model)
  const kind = model['kind'] ?? (isCnn ? 'cnn' : 'mlp')
  if (typeof kind !== 'string' || builtInModels.includes(kind)) return { ...model, kind }
  const path = resolve(folder, kind)
  if (isFile(path)) return { ...model, ...modelFromFile(path) }
  throw badInput(
    `The model must be mlp, cnn, linear, or a file with a model’s topology; there is no file ${path}.`,
    {
      field: 'model',
    },
  )
}

/** A file where there is one and the words speak of one: a data set's name may be a file's by chance. */
function readDataFile(dataset: unknown, folder: string, label: string | null): TrainRequest['dataFile'] {
  if (typeof dataset !== 'string') return null
  const path = resolve(folder, dataset)
  const isPath = /[\\/]|\.(csv|tsv|txt|data)$/i.test(dataset)
  if (isFile(path) && (isPath || label !== null)) return { path, label }
  if (isPath) throw badInput(`The data file ${path} does not exist.`, { field: 'data' })
  return null
}

/** One line for the first problem, naming the flag or the place in the file that it came from. */
function issueError(
  error: z.ZodError,
  nested: Nested,
  from: { flags: TrainFlags; file: ConfigFile | null },
): FocalError {
  const [issue] = error.issues
  if (issue === undefined) return badInput('The configuration is not valid.')
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const path = [...issue.path.map(String), ...(unknown === undefined ? [] : [unknown])].join('.')
  const keys = shortKeysOf(path)
  const flag = keys.find((key) => key in from.flags)
  const { kind: model } = section(nested, 'model')
  const problem =
    unknown === undefined
      ? problemOf(issue)
      : path.startsWith('model.')
        ? `does not apply to model ${typeof model === 'string' ? model : 'mlp'}`
        : 'is not a field'
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : ''
  const details = {
    field: path,
    issues: error.issues.map(({ path: at, message }) => ({ path: at.join('.'), message })),
  }
  if (flag !== undefined) return badInput(`${flagOf(flag)} ${problem}${more}.`, details)
  const fields = [path, ...keys, `config.${path}`, path.replace(/\.[^.]*$/, '')]
  const place = from.file === null ? '' : `${from.file.placeOf(fields)}: `
  return badInput(`${place}${path === '' ? 'the configuration' : path} ${problem}${more}.`, details)
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code === 'invalid_type') return `must be ${kinds[issue.expected] ?? issue.expected}`
  return issue.message
}

const kinds: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  string: 'text',
  array: 'a list',
  object: 'an object',
  number: 'a number',
}

/** The short keys that write a field of the nested form, or one of its items. */
function shortKeysOf(path: string): string[] {
  const targets = {
    ...shorthandPaths,
    data: 'data.dataset',
    model: 'model.kind',
    loss: 'loss.kind',
    optimizer: 'optimizer.kind',
    seed: 'seed',
  }
  return Object.entries(targets)
    .filter(([, target]) => path === target || path.startsWith(`${target}.`))
    .map(([key]) => key)
}
