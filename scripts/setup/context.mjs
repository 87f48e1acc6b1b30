/** Where things are: the checkout, the per-user cache, the environment. Every step of set-up gets one. */

import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Output } from './output.mjs'

/**
 * @typedef {object} Context
 * @property {string} root the checkout
 * @property {string} cache per-user cache, shared by all checkouts
 * @property {NodeJS.ProcessEnv} env
 * @property {Output} output where progress is written; never stdout
 * @property {string} target `${process.platform}-${process.arch}`
 * @property {string} node the Node that runs npm packages; set by the step `node`
 * @property {boolean} retry try again what failed less than a day ago
 */

/**
 * @param {Partial<Context>} [overrides]
 * @returns {Context}
 */
export function createContext(overrides = {}) {
  const env = overrides.env ?? process.env
  return {
    root: path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'),
    cache: cacheFolder(env),
    env,
    output: overrides.output ?? new Output(),
    target: `${process.platform}-${process.arch}`,
    node: process.execPath,
    retry: env.FOCAL_BENCH_RETRY === '1',
    ...overrides,
  }
}

/**
 * FOCAL_BENCH_CACHE, or the platform's own place for caches.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string}
 */
export function cacheFolder(env) {
  if (env.FOCAL_BENCH_CACHE) return path.resolve(env.FOCAL_BENCH_CACHE)
  if (env.XDG_CACHE_HOME) return path.join(env.XDG_CACHE_HOME, 'focal-bench')
  if (process.platform === 'win32' && env.LOCALAPPDATA)
    return path.join(env.LOCALAPPDATA, 'focal-bench', 'cache')
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'focal-bench')
  return path.join(os.homedir(), '.cache', 'focal-bench')
}

/** Folder for set-up's own notes in a checkout; `npm ci` removes it along with what it describes. */
export const notesFolder = (/** @type {Context} */ context) =>
  path.join(context.root, 'node_modules', '.focal-bench')

/** True where apt can be used without asking for a password. */
export function isRoot() {
  return typeof process.getuid === 'function' && process.getuid() === 0
}

/** True where a window can be opened. */
export function hasDisplay(/** @type {NodeJS.ProcessEnv} */ env) {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}
