/** How a field of the configuration is named to the person who wrote it: where it was written, and as it was typed. */
import { dataFileKeys, shorthandPaths } from '@shared/config/shorthand'
import type { ConfigWarning } from '@shared/contract/runs'
import type { ConfigFile } from './config-file'
import { flagOf, type TrainFlags } from './flags'

/**
 * Names a field by its dotted path (`optimizer.clipNorm`) or by what describes a run (`label`, `name`):
 * `--clip-norm` where a flag set it, `config.json:3:5: optimizer.clipNorm` where the file did, or the path alone.
 */
export type NameField = (path: string) => string

export function fieldNames(flags: TrainFlags, file: ConfigFile | null): NameField {
  return (path) => {
    const keys = shortKeysOf(path)
    const flag = keys.find((key) => key in flags)
    if (flag !== undefined) return flagOf(flag)
    const written = keys.flatMap((key) => [key, flagOf(key).slice(2), flagOf(key).replace(/^--(no-)?/, '')])
    const parent = path.replace(/\.[^.]*$/, '')
    const place = file?.placeOf([path, `config.${path}`, ...written, parent, `config.${parent}`])
    const name = path === '' ? 'the configuration' : path
    return place === undefined ? name : `${place}: ${name}`
  }
}

/**
 * The engine's advice, with what it is about in front as the person would type it: the flag, or the place in the file
 * where that says it.
 */
export function noteText({ path, message }: ConfigWarning, nameField: NameField): string {
  if (path === undefined) return message
  const name = nameField(path)
  const [key] = shortKeysOf(path)
  return `${name === path && key !== undefined ? flagOf(key) : name}: ${message}`
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
    label: 'label',
    name: 'name',
    notes: 'notes',
    tag: 'tags',
    tags: 'tags',
    ...Object.fromEntries(dataFileKeys.map((key) => [key, key])),
  }
  return Object.entries(targets)
    .filter(([, target]) => path === target || path.startsWith(`${target}.`))
    .map(([key]) => key)
}
