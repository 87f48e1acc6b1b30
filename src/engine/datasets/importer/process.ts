/** The importer's process: native readers may crash on a broken file, and large files take a processor for a while. */
import { toErrorShape } from '@shared/errors'
import type { FromImporter, ImportTask } from './protocol'
import { runTask } from './run-task'

process.once('message', (task: ImportTask) => void run(task))
process.once('disconnect', () => process.exit(1))

async function run(task: ImportTask): Promise<void> {
  const answer = await runTask(task, (progress) => send({ type: 'progress', ...progress })).catch(
    (thrown: unknown): FromImporter => ({ type: 'failed', error: toErrorShape(thrown) }),
  )
  send(answer, () => process.exit(0))
}

function send(message: FromImporter, then: () => void = () => undefined): void {
  if (process.send !== undefined && process.connected) process.send(message, undefined, {}, then)
}
