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
  alpha: 'loss.alpha',
  beta: 'loss.beta',
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
  bestBy: 'training.bestBy',
  patience: 'training.patience',
  compile: 'training.compile',
} as const

/** Sections of the nested form, and the key that a bare string for the section sets. */
const sections = { data: 'dataset', model: 'kind', loss: 'kind', optimizer: 'kind', training: null } as const
type Section = keyof typeof sections

/** What a CONFIG.json holds: the run's configuration, and what describes the run. */
export interface RunRequest {
  config: RunConfigInput
  /** The label column, where `data` names a file. */
  label?: string
  name?: string
  tags: string[]
  notes?: string
}

/**
 * Turns the short or nested form into `{config, label, name, tags}`. Later sources override earlier ones,
 * so flags go last. The configuration itself is validated by `runConfigSchema`, not here.
 * @throws FocalError `bad-input` naming an unknown key.
 */
export function expandShorthand(...sources: Record<string, unknown>[]): RunRequest {
  const nested: Record<string, unknown> = {}
  const request: { label?: string; name?: string; notes?: string; tags: string[] } = { tags: [] }
  for (const source of sources) {
    for (const [key, value] of Object.entries(source)) {
      if (value === undefined) continue
      if (key === 'config') Object.assign(nested, mergeSections(nested, asObject('config', value)))
      else if (key in sections) setSection(nested, key as Section, value)
      else if (key in shorthandPaths) setPath(nested, shorthandPaths[key as keyof typeof shorthandPaths], value)
      else if (key === 'seed') nested['seed'] = value
      else if (key === 'label' || key === 'name' || key === 'notes') request[key] = asText(key, value)
      else if (key === 'tag' || key === 'tags') request.tags.push(...asTags(key, value))
      else throw badInput(`The configuration has no field "${key}".`, { field: key })
    }
  }
  return { ...request, config: nested }
}

function setSection(nested: Record<string, unknown>, section: Section, value: unknown): void {
  const bareKey = sections[section]
  if (bareKey !== null && typeof value === 'string') setPath(nested, `${section}.${bareKey}`, value)
  else nested[section] = { ...(nested[section] as object | undefined), ...asObject(section, value) }
}

function mergeSections(nested: Record<string, unknown>, value: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...nested }
  for (const [key, part] of Object.entries(value)) {
    if (key in sections) setSection(merged, key as Section, part)
    else merged[key] = part
  }
  return merged
}

function setPath(nested: Record<string, unknown>, path: string, value: unknown): void {
  const [section, key] = path.split('.') as [string, string]
  nested[section] = { ...(nested[section] as object | undefined), [key]: value }
}

function asObject(key: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
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
