import { dirname } from 'node:path'
import { expandShorthand, type RunRequest } from '@shared/config/shorthand'
import { FocalError, badInput } from '@shared/errors'
import { parseJson, placeText, type ParsedJson } from '../input/parse-json'
import { readTextFile } from '../input/read-input'

/** A CONFIG.json, in the nested form, and where each field stood. */
export interface ConfigFile {
  path: string
  /** Relative paths in the file start here. */
  folder: string
  request: RunRequest
  /** `path:line:column` of the first of some fields (dotted) that the file has; the file's path where it has none. */
  placeOf(fields: readonly string[]): string
}

/** @throws FocalError `bad-input` that names the file, the line and the field */
export function readConfigFile(path: string): ConfigFile {
  const parsed = parseJson(readTextFile(path, 'The configuration'), path)
  const { value, repeated } = parsed
  if (repeated !== null) {
    throw badInput(`${placeText(path, repeated.place)}: ${repeated.path} is there twice; keep one of them.`, {
      file: path,
      field: repeated.path,
    })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badInput(`${path}: a configuration is a JSON object, like {"data": "digits", "loss": "focal"}.`, {
      file: path,
    })
  }
  const placeOf = (fields: readonly string[]) => placeIn(path, parsed, fields)
  return { path, folder: dirname(path), request: expand(value as Record<string, unknown>, placeOf), placeOf }
}

function expand(value: Record<string, unknown>, placeOf: ConfigFile['placeOf']): RunRequest {
  try {
    return expandShorthand(value)
  } catch (error) {
    if (!(error instanceof FocalError)) throw error
    const { field } = error.details
    throw badInput(`${placeOf(typeof field === 'string' ? [field] : [])}: ${error.message}`, error.details)
  }
}

function placeIn(path: string, parsed: ParsedJson, fields: readonly string[]): string {
  for (const field of fields) {
    const place = parsed.placeOf(field)
    if (place !== null) return placeText(path, place)
  }
  return path
}
