/** One at a time: two checkouts that set up at once share one cache. */

import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MILLISECONDS = 200
const UNNAMED_LOCK_MILLISECONDS = 10_000

/** @type {Set<string>} */
const held = new Set()
process.on('exit', () => {
  for (const file of held) rmSync(file, { force: true })
})

/**
 * Runs `work` while holding the lock file. A lock whose process is gone is taken over. Everything done under a lock ends
 * in a rename, so that even two holders at once (a home shared by two machines) would only do the same work twice.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] called once, when somebody else holds it
 * @returns {Promise<T>}
 */
export async function withLock(file, work, onWait) {
  mkdirSync(path.dirname(file), { recursive: true })
  let waiting = false
  while (!tryLock(file)) {
    if (!waiting) onWait?.()
    waiting = true
    await sleep(POLL_MILLISECONDS)
  }
  held.add(file)
  try {
    return await work()
  } finally {
    held.delete(file)
    rmSync(file, { force: true })
  }
}

/**
 * @param {string} file
 * @returns {boolean}
 */
function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    if (isStale(file)) rmSync(file, { force: true })
    return false
  }
}

/**
 * @param {string} file
 * @returns {boolean} true where the process that wrote it is gone
 */
function isStale(file) {
  try {
    const owner = Number(readFileSync(file, 'utf8'))
    if (!(owner > 0)) return Date.now() - statSync(file).mtimeMs > UNNAMED_LOCK_MILLISECONDS
    if (owner === process.pid) return !held.has(file)
    process.kill(owner, 0)
    return false
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}
