/** Brings libtensorflow and the headers of its C API into the cache, laid out as tfjs-node's build wants them. */

import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { download } from './download.mjs'
import { unpackTar } from './node.mjs'
import { SetupError } from './output.mjs'
import { extractZip, listZip } from './zip.mjs'

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./tensorflow.mjs').Way} Way */

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
/** The C API and what it includes: 190 of the wheel's 12,480 files. */
const HEADERS = ['tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/c/', 'tsl/platform/']

/** @param {Context} context */
export const packageFolder = (context) => path.join(context.root, 'node_modules', '@tensorflow', 'tfjs-node')

/**
 * @param {Context} context
 * @param {Way} way
 */
export const libraryFolder = (context, way) =>
  path.join(context.cache, 'tensorflow', `${way.source}-${way.pin.version}-${context.target}`)

/**
 * @param {Context} context
 * @param {Way} way
 * @param {string} folder a temporary one, in the cache
 * @throws {SetupError}
 */
export async function provideLibrary(context, way, folder) {
  const archive = await download(context, way.pin, folder)
  const unpacked = path.join(folder, 'library')
  const deps = path.join(unpacked, 'deps')
  mkdirSync(deps, { recursive: true })
  if (way.source === 'wheel') await unpackWheel(context, archive, deps)
  else await unpackTar(context, archive, deps)
  if (!existsSync(path.join(deps, 'include', 'tensorflow', 'c', 'c_api.h'))) {
    throw new SetupError(
      'tensorflow-archive',
      `${way.pin.file} does not have the headers it should have`,
      'the next way is taken',
    )
  }
  const target = libraryFolder(context, way)
  mkdirSync(path.dirname(target), { recursive: true })
  rmSync(target, { recursive: true, force: true })
  renameSync(unpacked, target)
}

/**
 * @param {Context} context
 * @param {string} archive
 * @param {string} deps
 */
export async function unpackWheel(context, archive, deps) {
  const place = (/** @type {string} */ name) => placeOf(name, deps)
  const total = (await listZip(archive)).reduce(
    (sum, entry) => sum + (place(entry.name) === null ? 0 : entry.size),
    0,
  )
  const progress = context.output.progress('Unpacking TensorFlow', total)
  await extractZip(archive, place, (bytes) => progress.update(bytes))
  for (const library of LIBRARIES) {
    symlinkSync(library, path.join(deps, 'lib', library.replace('_cc', '').replace('.so.2', '.so')))
  }
  progress.done()
}

/**
 * @param {string} name of an entry in the wheel
 * @param {string} deps
 * @returns {string | null} null for what is not needed
 */
function placeOf(name, deps) {
  const inside = name.replace(/^tensorflow\//, '')
  if (LIBRARIES.includes(inside)) return path.join(deps, 'lib', inside)
  const header = inside.replace(/^include\//, '')
  return inside !== header && HEADERS.some((start) => header.startsWith(start))
    ? path.join(deps, 'include', header)
    : null
}
