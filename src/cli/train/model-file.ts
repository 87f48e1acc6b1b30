import { basename } from 'node:path'
import { badInput } from '@shared/errors'
import { parseJson } from '../input/parse-json'
import { readTextFile } from '../input/read-input'

/**
 * A model from a file: a tfjs LayersModel's topology, as `model.toJSON()` or the `model.json` of a saved model has it.
 * Weights in the file are not read: a run begins with fresh ones.
 * @throws FocalError `bad-input` that names the file
 */
export function modelFromFile(path: string): { kind: 'custom'; name: string; topology: string } {
  const { value } = parseJson(readTextFile(path, 'The model'), path)
  const whole = typeof value === 'string' ? parseJson(value, path).value : value
  const topology = isObject(whole) && isObject(whole['modelTopology']) ? whole['modelTopology'] : whole
  const isTopology = isObject(topology) && ('class_name' in topology || 'model_config' in topology)
  if (!isTopology) {
    throw badInput(
      `${path} holds no topology of a tfjs layers model (it has no "class_name" or "model_config").`,
      {
        field: 'model',
        file: path,
      },
    )
  }
  return { kind: 'custom', name: basename(path).replace(/\.json$/i, ''), topology: JSON.stringify(topology) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
