import { stat } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { badInput, FocalError } from '@shared/errors'
import { isFileError, writeFileAtomically } from '../files'

/** Longest text that is handed over in one message. */
const longestText = 128 * 2 ** 20

/**
 * Writes a text to a file; one that is there is replaced whole or not at all.
 * @throws FocalError `bad-input` naming what is wrong with the path, `permission`
 */
export async function exportToFile(
  path: string,
  pieces: AsyncIterable<string>,
): Promise<{ path: string; bytes: number }> {
  if (!isAbsolute(path))
    throw badInput(`${path} is not a whole path. Name the file from the root on.`, { field: 'path' })
  try {
    await writeFileAtomically(path, pieces)
    return { path, bytes: (await stat(path)).size }
  } catch (error) {
    throw explain(error, path)
  }
}

/** @throws FocalError `unsupported` where the text is too long for one message */
export async function exportToText(pieces: AsyncIterable<string>): Promise<string> {
  const parts: string[] = []
  let length = 0
  for await (const piece of pieces) {
    parts.push(piece)
    length += piece.length
    if (length > longestText) {
      throw new FocalError({
        code: 'unsupported',
        message: 'The export is too large for one text. Export fewer runs, or to a file.',
      })
    }
  }
  return parts.join('')
}

function explain(error: unknown, path: string): unknown {
  const details = { field: 'path', path }
  if (isFileError(error, 'ENOENT'))
    return badInput(`The folder ${dirname(path)} does not exist. Make it first.`, details)
  if (isFileError(error, 'ENOTDIR')) return badInput(`${dirname(path)} is not a folder.`, details)
  if (isFileError(error, 'EISDIR')) return badInput(`${path} is a folder. Name a file in it.`, details)
  if (isFileError(error, 'EACCES') || isFileError(error, 'EPERM') || isFileError(error, 'EROFS')) {
    return new FocalError({
      code: 'permission',
      message: `${path} may not be written. Choose another place.`,
      details,
    })
  }
  if (isFileError(error, 'ENOSPC')) {
    return new FocalError({
      code: 'internal',
      message: `The disk is full: ${path} was not written. Make room, then try again.`,
      details,
    })
  }
  return error
}
