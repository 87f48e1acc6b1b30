/**
 * The short way to write a configuration: the command line's flags, which are also accepted as keys of a
 * CONFIG.json (`{"data": "digits", "loss": "focal", "gamma": 2}`) beside the full, nested form.
 */
import { badInput } from '../errors'
import type { RunConfigInput } from './run-config'

/** Where each short key lands in the nested configuration. */
export const shorthandPaths = {
  imbalance: 'data.imbalance',
  imbalanceShape: 'data.imbalanceShape',
  validationFraction: 'data.validationFraction',
  splitSeed: 'data.splitSeed',
  fold: 'data.fold',
  givenSplit: 'data.givenSplit',
  standardize: 'data.standardize',
  layers: 'model.layers',
  filters: 'model.filters',
  kernelSize: 'model.kernelSize',
  dense: 'model.dense',
  dropout: 'model.dropout',
  batchNorm: 'model.batchNorm',
  l2: 'model.l2',
  activation: 'loss.activation',
  gamma: 'loss.gamma',
  gammaSchedule: 'loss.gammaSchedule',
  gammaEnd: 'loss.gammaEnd',
  gammaFrom: 'loss.gammaFrom',
  alpha: 'loss.alpha',
  alphaMode: 'loss.alphaMode',
  beta: 'loss.beta',
  reweightFrom: 'loss.reweightFrom',
  priorProbability: 'loss.priorProbability',
  tau: 'loss.tau',
  labelSmoothing: 'loss.labelSmoothing',
  reduction: 'loss.reduction',
  lr: 'optimizer.learningRate',
  learningRate: 'optimizer.learningRate',
  momentum: 'optimizer.momentum',
  schedule: 'optimizer.schedule',
  clipNorm: 'optimizer.clipNorm',
  batch: 'training.batchSize',
  batchSize: 'training.batchSize',
  epochs: 'training.epochs',
  sampling: 'training.sampling',
  bestBy: 'training.bestBy',
  patience: 'training.patience',
  compile: 'training.compile',
} as const

/** Sections of the nested form, and the key that a bare string for the section sets. */
const sections = { data: 'dataset', model: 'kind', loss: 'kind', optimizer: 'kind', training: null } as const
type Section = keyof typeof sections

/** Keys that say how a data file is to be read. */
export const dataFileKeys = [
  'labels',
  'labelSeparator',
  'types',
  'missing',
  'header',
  'delimiter',
  'splitColumn',
  'imageSize',
  'labelsFile',
] as const

/** What a CONFIG.json holds: the run's configuration, and what describes the run. */
export interface RunRequest {
  config: RunConfigInput
  /** The label column, where `data` names a file. */
  label?: string
  name?: string
  tags: string[]
  notes?: string
  /** How a data file is to be read, by `dataFileKeys`; not validated. */
  dataFile?: Record<string, unknown>
}

/**
 * Turns the short or nested form into `{config, label, name, tags}`. Later sources override earlier ones,
 * so flags go last. The configuration itself is validated by `runConfigSchema`, not here.
 * @throws FocalError `bad-input` naming an unknown key, or two that mean the same field
 */
export function expandShorthand(...sources: Record<string, unknown>[]): RunRequest {
  const nested: Record<string, unknown> = {}
  const request: Omit<RunRequest, 'config'> = { tags: [] }
  for (const source of sources) {
    refuseDoubles(source)
    for (const [written, given] of Object.entries(source)) {
      if (given === undefined) continue
      const { key, value } = readKey(written, given)
      if (key === 'config') Object.assign(nested, mergeSections(nested, asObject('config', value)))
      else if (isSection(key)) setSection(nested, key, value)
      else if (isShorthand(key)) setPath(nested, shorthandPaths[key], value)
      else if (key === 'seed') nested['seed'] = value
      else if (key === 'label' || key === 'name' || key === 'notes') request[key] = asText(key, value)
      else if (isDataFileKey(key)) request.dataFile = { ...request.dataFile, [key]: value }
      else if (key === 'tag' || key === 'tags') request.tags.push(...asTags(key, value))
      else throw badInput(`The configuration has no field "${written}".`, { field: written })
    }
  }
  return { ...request, config: nested }
}

/** Flags that say what is not to be done. */
const negated = /^no-(compile|standardize|header|given-split)$/

/** The key that is meant: flags are also known as they are typed (`label-smoothing`, `no-compile`). */
function keyOf(written: string): string {
  return written.replace(negated, '$1').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function readKey(written: string, given: unknown): { key: string; value: unknown } {
  const key = keyOf(written)
  if (!negated.test(written)) return { key, value: given }
  if (typeof given !== 'boolean') throw badInput(`${written} must be true or false.`, { field: written })
  return { key, value: !given }
}

/** Keys of one source that set the same field (`lr` and `learning-rate`): which one counts would be a guess. */
function refuseDoubles(source: Record<string, unknown>): void {
  const writtenFor = new Map<string, string>()
  for (const written of Object.keys(source)) {
    const key = keyOf(written)
    const path = isShorthand(key) ? shorthandPaths[key] : key
    const other = writtenFor.get(path)
    if (other !== undefined) {
      throw badInput(`"${other}" and "${written}" are the same field; keep one of them.`, { field: written })
    }
    writtenFor.set(path, written)
  }
}

function isShorthand(key: string): key is keyof typeof shorthandPaths {
  return Object.hasOwn(shorthandPaths, key)
}

function isDataFileKey(key: string): boolean {
  return (dataFileKeys as readonly string[]).includes(key)
}

function isSection(key: string): key is Section {
  return Object.hasOwn(sections, key)
}

function setSection(nested: Record<string, unknown>, section: Section, value: unknown): void {
  const bareKey = sections[section]
  if (bareKey !== null && typeof value === 'string') setPath(nested, `${section}.${bareKey}`, value)
  else nested[section] = { ...(nested[section] as object | undefined), ...asObject(section, value) }
}

function mergeSections(
  nested: Record<string, unknown>,
  value: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...nested }
  for (const [key, part] of Object.entries(value)) {
    if (isSection(key)) setSection(merged, key, part)
    else merged[key] = part
  }
  return merged
}

function setPath(nested: Record<string, unknown>, path: string, value: unknown): void {
  const [section, key] = path.split('.') as [string, string]
  nested[section] = { ...(nested[section] as object | undefined), [key]: value }
}

function asObject(key: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw badInput(`${key} must be a name or an object.`, { field: key })
}

function asText(key: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw badInput(`${key} must be text.`, { field: key })
}

function asTags(key: string, value: unknown): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.map((tag) => asText(key, tag))
}
