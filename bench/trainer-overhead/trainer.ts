/** One training process: the product's trainer, whose port tells everything or nothing. */
import type { FromTrainer } from '@shared/trainer-protocol'
import { runTrainer } from '../../src/trainer/run-trainer'
import type { Measured, Task } from './protocol'

process.on('disconnect', () => process.exit(1))
process.once('message', (task: Task) => {
  void measure(task).then((measured) => process.send?.(measured, () => process.exit(0)))
})

async function measure({ config, dataPath, checkpointFolder, isTelling }: Task): Promise<Measured> {
  const begun = { at: 0, cpu: process.cpuUsage() }
  const measured: Measured = {
    type: 'measured',
    seconds: 0,
    cpuSeconds: 0,
    sendCpuSeconds: 0,
    examplesPerSecond: 0,
    backend: '',
  }

  function send(message: FromTrainer): void {
    const before = process.cpuUsage()
    if (isTelling) process.send?.(message)
    if (begun.at > 0) measured.sendCpuSeconds += secondsSince(before)
    if (message.type === 'ready') {
      measured.backend = message.environment.backend
      begun.at = performance.now()
      begun.cpu = process.cpuUsage()
    }
    if (message.type === 'ended') {
      measured.seconds = (performance.now() - begun.at) / 1000
      measured.cpuSeconds = secondsSince(begun.cpu)
      measured.examplesPerSecond = message.examplesPerSecond
    }
  }

  const start = {
    type: 'start',
    runId: 'overhead',
    config,
    dataPath,
    checkpointFolder,
    resumeFrom: null,
    stay: false,
  } as const
  await runTrainer(start, { send, stopRequested: () => false })
  return measured
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
