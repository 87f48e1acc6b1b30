/**
 * The trainer's process: forked by the engine (serialisation `advanced`), it trains a run and exits, or stays for another
 * one where it is asked to. Exit code 0 after `ended`, 1 after `failed`. It exits at once when its parent is gone.
 */
import { badInput, toErrorShape } from '@shared/errors'
import type { FromTrainer, ToTrainer } from '@shared/trainer-protocol'
import { runTrainer } from './run-trainer'

let stopRequested = false
let isTraining = false
/** Set once the last message is handed over: the process leaves with it when everything is on its way. */
let exitCode: number | null = null
let unsentMessages = 0

if (process.send === undefined) {
  process.stderr.write('The trainer is started by the engine; use "npx focal-bench train".\n')
  process.exit(2)
}

process.title = 'focal-bench trainer'
process.on('disconnect', () => process.exit(exitCode ?? 1))
// Ctrl+C reaches the whole group: the engine decides what becomes of the run.
process.on('SIGINT', () => undefined)
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
process.on('message', (message: ToTrainer) => {
  if (message.type === 'stop') stopRequested = true
  else if (message.type === 'start') start(message).catch(fail)
  else leave(0)
})

async function start(message: Extract<ToTrainer, { type: 'start' }>): Promise<void> {
  if (isTraining)
    throw badInput('This trainer has a run already; wait until it is idle, or fork another one.')
  isTraining = true
  stopRequested = false
  await runTrainer(message, { send, stopRequested: () => stopRequested })
  isTraining = false
  if (message.stay) send({ type: 'idle' })
  else leave(0)
}

function send(message: FromTrainer): void {
  if (!process.connected) return
  unsentMessages += 1
  process.send?.(message, () => {
    unsentMessages -= 1
    leaveWhenSent()
  })
}

/** The first failure is the run's; what fails after it is its consequence. */
function fail(thrown: unknown): void {
  if (exitCode !== null) return
  send({ type: 'failed', error: toErrorShape(thrown) })
  leave(1)
}

function leave(code: number): void {
  exitCode = code
  leaveWhenSent()
}

function leaveWhenSent(): void {
  if (exitCode !== null && (unsentMessages === 0 || !process.connected)) process.exit(exitCode)
}
