/**
 * The trainer's process: forked by the engine (serialisation `advanced`), it trains one run and exits. Exit code 0 after
 * `ended`, 1 after `failed`. It exits at once when its parent is gone.
 */
import { badInput, toErrorShape } from '@shared/errors'
import type { FromTrainer, ToTrainer } from '@shared/trainer-protocol'
import { runTrainer } from './run-trainer'

let stopRequested = false
let hasStarted = false
let hasEnded = false

if (process.send === undefined) {
  process.stderr.write('The trainer is started by the engine; use "npx focal-bench train".\n')
  process.exit(2)
}

process.title = 'focal-bench trainer'
process.on('disconnect', () => process.exit(hasEnded ? 0 : 1))
// Ctrl+C reaches the whole group: the engine decides what becomes of the run.
process.on('SIGINT', () => undefined)
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
process.on('message', (message: ToTrainer) => {
  if (message.type === 'stop') stopRequested = true
  else if (message.type === 'start') start(message).then(leave, fail)
})

async function start(message: Extract<ToTrainer, { type: 'start' }>): Promise<void> {
  if (hasStarted) throw badInput('This trainer has a run already; fork one process a run.')
  hasStarted = true
  await runTrainer(message, { send, stopRequested: () => stopRequested })
}

function send(message: FromTrainer): void {
  if (process.connected) process.send?.(message)
}

function fail(thrown: unknown): void {
  sendAndExit({ type: 'failed', error: toErrorShape(thrown) }, 1)
}

/** Leaves once every message is on its way: disconnecting waits for them. */
function leave(): void {
  hasEnded = true
  if (process.connected) process.disconnect()
}

function sendAndExit(message: FromTrainer, exitCode: number): void {
  if (!process.connected || process.send === undefined) process.exit(exitCode)
  process.send(message, () => process.exit(exitCode))
}
