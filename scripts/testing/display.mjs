/** A display for tests on a machine without one. */

import { spawn } from 'node:child_process'
import { which } from '../setup/commands.mjs'

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ display: string | null, stop: () => void }>} display: null where none could be had
 */
export function startDisplay(env) {
  const nothing = { stop: () => undefined }
  if (process.platform !== 'linux') return Promise.resolve({ display: '', ...nothing })
  if (env.DISPLAY) return Promise.resolve({ display: env.DISPLAY, ...nothing })
  const xvfb = which('Xvfb', env)
  if (xvfb === null) return Promise.resolve({ display: null, ...nothing })
  return new Promise((resolve) => {
    const args = ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp']
    const server = spawn(xvfb, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    const stop = () => void server.kill()
    process.on('exit', stop)
    server.on('error', () => resolve({ display: null, stop }))
    server.on('exit', () => resolve({ display: null, stop }))
    server.stdio[3]?.once('data', (number) => resolve({ display: `:${String(number).trim()}`, stop }))
  })
}
