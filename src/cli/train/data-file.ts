/** A data file that `train` imports: how it is to be read, and what a person is told of it. */
import { resolve } from 'node:path'
import { dataFileKeys } from '@shared/config/shorthand'
import { limits } from '@shared/config/limits'
import type { EngineClient } from '@shared/contract'
import type { ImportOptions } from '@shared/contract/datasets'
import {
  columnTypes,
  missingRules,
  type Dataset,
  type ImportNote,
  type ImportProgress,
} from '@shared/domain/dataset'
import { FocalError, badInput } from '@shared/errors'
import { labelCountText, percent, wholeNumber } from '../output/format'
import { log } from '../output/log'
import { printable } from '../output/table'
import type { NameField } from './field-names'
import { listenForInterrupts } from './interrupts'

export interface DataFile {
  path: string
  label: string | null
  options: Partial<ImportOptions>
}

/** Whether anything says how a file is to be read. */
export function hasDataFileKeys(values: Record<string, unknown>): boolean {
  return dataFileKeys.some((key) => values[key] !== undefined)
}

/**
 * @param values by `dataFileKeys`, as flags or a CONFIG.json have them
 * @param folder where a relative path of labels starts
 * @throws FocalError `bad-input` naming the flag or the place in the file
 */
export function readDataFileOptions(
  values: Record<string, unknown>,
  folder: string,
  nameField: NameField,
): Partial<ImportOptions> {
  const options: Partial<ImportOptions> = {}
  const refuse = (key: string, problem: string) => badInput(`${nameField(key)} ${problem}.`, { field: key })
  const { labels, labelSeparator, types, missing, header, delimiter, splitColumn, imageSize, labelsFile } =
    values
  if (labels !== undefined) options.labels = readColumns(labels, (problem) => refuse('labels', problem))
  if (labelSeparator !== undefined) {
    if (typeof labelSeparator !== 'string' || labelSeparator.length < 1 || labelSeparator.length > 10) {
      throw refuse('labelSeparator', 'must be 1 to 10 characters, like ";"')
    }
    options.labelSeparator = labelSeparator
  }
  if (types !== undefined) options.types = readTypes(types, (problem) => refuse('types', problem))
  if (missing !== undefined) {
    const wanted = typeof missing === 'string' ? missing.toLowerCase() : null
    const rule = missingRules.find((known) => known.toLowerCase() === wanted)
    if (rule === undefined) throw refuse('missing', `must be one of ${missingRules.join(', ')}`)
    options.missing = rule
  }
  if (header !== undefined) {
    if (typeof header !== 'boolean') throw refuse('header', 'must be true or false')
    options.header = header
  }
  if (delimiter !== undefined) {
    const character = delimiter === '\\t' || delimiter === 'tab' ? '\t' : delimiter
    if (typeof character !== 'string' || character.length !== 1) {
      throw refuse('delimiter', 'must be one character, or tab')
    }
    options.delimiter = character
  }
  if (splitColumn !== undefined)
    options.split = textOf(splitColumn, () => refuse('splitColumn', 'must name a column'))
  if (imageSize !== undefined)
    options.image = readImageSize(imageSize, (problem) => refuse('imageSize', problem))
  if (labelsFile !== undefined) {
    options.labelsFile = {
      path: resolve(
        folder,
        textOf(labelsFile, () => refuse('labelsFile', 'must name a file')),
      ),
    }
  }
  return options
}

function textOf(value: unknown, refused: () => FocalError): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  throw refused()
}

/** `cat,dog,owl`, or a list of names, which may have commas in them. */
function readColumns(value: unknown, refused: (problem: string) => FocalError): string[] {
  const names: unknown = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== '')
  const twice: unknown = isList ? names.find((name, k) => names.indexOf(name) < k) : undefined
  if (typeof twice === 'string')
    throw refused(`names the column ${JSON.stringify(twice)} twice; name it once`)
  if (isList && names.length > 1) return names as string[]
  throw refused('must name two label columns or more, like cat,dog,owl; one is what label is for')
}

/** `age=numeric,town=categorical`, or an object that says the same. */
function readTypes(value: unknown, refused: (problem: string) => FocalError): ImportOptions['types'] {
  const pairs =
    typeof value === 'string'
      ? value
          .split(',')
          .map((pair) => [pair.slice(0, pair.lastIndexOf('=')), pair.slice(pair.lastIndexOf('=') + 1)])
      : typeof value === 'object' && value !== null
        ? Object.entries(value)
        : []
  const types: ImportOptions['types'] = {}
  for (const [column = '', given] of pairs) {
    const type = columnTypes.find((known) => known === String(given).trim().toLowerCase())
    const name = String(column).trim()
    if (type === undefined || name === '') {
      throw refused(`must be column=type pairs, where type is one of ${columnTypes.join(', ')}`)
    }
    types[name] = type
  }
  return types
}

/** `28x28` or `28x28x3`: height, width, channels (1 is grey, 3 is colour). */
function readImageSize(value: unknown, refused: (problem: string) => FocalError): ImportOptions['image'] {
  const parts = /^(\d+)x(\d+)(?:x([13]))?$/i.exec(String(value))
  const [height, width] = [Number(parts?.[1]), Number(parts?.[2])]
  const { min, max } = limits.imageSide
  if (parts === null || Math.min(height, width) < min || Math.max(height, width) > max) {
    throw refused(`must be HEIGHTxWIDTH or HEIGHTxWIDTHx1 or …x3, sides from ${min} to ${max}`)
  }
  return { height, width, channels: parts[3] === '1' ? 1 : 3 }
}

/**
 * Imports the file, with its progress on stderr. A signal ends the import, of which nothing is kept.
 * @throws FocalError `bad-input` where the label has to be named; `cancelled`; what is wrong with the file
 */
export async function importDataFile(client: EngineClient, file: DataFile): Promise<Dataset> {
  const stop = new AbortController()
  const interrupts = listenForInterrupts(() => stop.abort())
  try {
    return await importUntil(stop.signal, client, file)
  } catch (error) {
    if (!interrupts.seen()) throw error
    const message = `Stopped while ${file.path} was read; nothing of it is kept, and no run was started.`
    throw new FocalError({ code: 'cancelled', message }, { cause: error })
  } finally {
    interrupts.end()
  }
}

async function importUntil(
  signal: AbortSignal,
  client: EngineClient,
  { path, label, options }: DataFile,
): Promise<Dataset> {
  const source = { path }
  if (label === null && options.labels === undefined) await requireLabels(client, { path, label, options })
  const known = new Set((await client.datasets.list()).map(({ id }) => id))
  const request = { ...options, source, ...(label === null ? {} : { label }) }
  let saidAt = Date.now()
  for await (const event of await client.datasets.importWithProgress(request, { signal })) {
    if (event.type === 'failed') throw new FocalError(event.error)
    if (event.type === 'imported') {
      tell(event.dataset, event.notes, known.has(event.dataset.id))
      return event.dataset
    }
    if (Date.now() - saidAt < millisecondsBetween) continue
    saidAt = Date.now()
    log(progressLine(event))
  }
  throw new FocalError({
    code: 'engine-lost',
    message: 'The engine ended before the import did. Run it again.',
  })
}

const millisecondsBetween = 2000

function progressLine({ bytesRead, bytes, rows }: ImportProgress): string {
  const share = bytes === null || bytes === 0 ? '' : ` (${percent(bytesRead / bytes)})`
  return `Importing: ${wholeNumber(rows)} rows${share}`
}

function tell(
  { name, samples, features, classes, multiLabel }: Dataset,
  notes: readonly ImportNote[],
  wasThere: boolean,
): void {
  const known = wasThere ? ' Its content was there already, under this name.' : ''
  const labels = labelCountText(classes.length, multiLabel)
  log(`Data set "${printable(name)}": ${samples} samples, ${features} features, ${labels}.${known}`)
  for (const { message } of notes) log(`Note: ${printable(message)}`)
}

/** Images and arrays bring their labels along; of a table the column has to be named. */
async function requireLabels(client: EngineClient, { path, options }: DataFile): Promise<void> {
  const { header, delimiter, labelsFile } = options
  const { columns, samples } = await client.datasets.inspect({
    source: { path },
    header,
    delimiter,
    labelsFile,
  })
  if (samples !== null) return
  const names = columns.slice(0, 20).map((column) => column.name)
  const more = columns.length > names.length ? ', …' : ''
  const other = /\.np[yz]$/i.test(path) ? ', or --labels-file a file of labels' : ''
  throw badInput(
    `--label must name the label column of ${path} (or --labels several)${other}. Its columns: ${names.join(', ')}${more}.`,
    { field: '--label' },
  )
}
