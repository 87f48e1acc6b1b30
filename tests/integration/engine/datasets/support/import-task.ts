/** The importer's work in this very process, without an engine. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { importOptionsSchema } from '@shared/contract/datasets'
import { decodeDataset, type DatasetContent } from '@shared/dataset-file'
import type { FileInspection } from '@shared/domain/dataset'
import { FocalError } from '@shared/errors'
import { dataFilePath } from '../../../../../src/engine/datasets/dataset-writer'
import type { ImportResult, LocatedFile } from '../../../../../src/engine/datasets/importer/protocol'
import { runTask } from '../../../../../src/engine/datasets/importer/run-task'

/** A folder that is removed after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'focal-bench-import-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function writeIn(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

export interface ImportedFile extends Omit<ImportResult, 'notes'> {
  content: DatasetContent
  notes: string[]
}

/** Files that imports have left in their target folder, temporary ones too. */
export const targetOf = (path: string): string => join(dirname(path), '.target')
export const leftBehind = (path: string): string[] => readdirSync(targetOf(path))

export async function importFile(
  path: string,
  options: Record<string, unknown> = {},
  labelsPath: string | null = null,
): Promise<ImportedFile> {
  const answer = await run('import', path, options, labelsPath)
  if (answer.type !== 'imported') throw new Error(answer.type)
  const content = decodeDataset(readFileSync(dataFilePath(targetOf(path), answer.result.hash)))
  return { ...answer.result, content, notes: answer.result.notes.map(({ message }) => message) }
}

export async function inspectFile(
  path: string,
  options: Record<string, unknown> = {},
): Promise<FileInspection> {
  const answer = await run('inspect', path, options, null)
  if (answer.type !== 'inspected') throw new Error(answer.type)
  return answer.inspection
}

/** What an import is refused with. */
export async function importError(path: string, options: Record<string, unknown> = {}): Promise<FocalError> {
  try {
    await importFile(path, options)
  } catch (thrown) {
    if (thrown instanceof FocalError) return thrown
    throw thrown
  }
  throw new Error('The import was expected to be refused, and was not.')
}

async function run(
  type: 'inspect' | 'import',
  path: string,
  input: Record<string, unknown>,
  labels: string | null,
) {
  const options = importOptionsSchema.parse(input)
  const target = targetOf(path)
  mkdirSync(target, { recursive: true })
  const work = mkdtempSync(join(dirname(path), '.work-'))
  try {
    const labelsFile = labels === null ? null : located(labels)
    return await runTask({ type, file: located(path), labelsFile, options, work, target }, () => undefined)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function located(path: string): LocatedFile {
  return { path, name: basename(path), folder: dirname(path) }
}
