import type { Command } from 'commander'
import type { EngineClient } from '@shared/contract'
import type { QueueState } from '@shared/domain/app'
import { badInput } from '@shared/errors'
import { contextOf } from '../context'
import { printResult } from '../output/print'
import { table } from '../output/table'

type Change = (client: EngineClient, id: string) => Promise<QueueState>

export function registerQueue(program: Command): void {
  const queue = program
    .command('queue')
    .summary('list, move, pause, resume, cancel what waits')
    .description(
      'The runs that wait and the ones that train. They start while the window or `serve` is open.',
    )
  queue
    .command('list', { isDefault: true })
    .description('list what trains and what waits')
    .action((_options: unknown, self: Command) => act(self, null, (client) => client.queue.get()))
  queue
    .command('move')
    .description('move a waiting run')
    .argument('<run>', 'a run’s id, the beginning of one, or a name')
    .argument('<position>', 'new position; 0 is next')
    .action((run: string, position: string, _options: unknown, self: Command) => {
      const place = readPosition(position)
      return act(self, run, (client, id) => client.queue.move({ id, position: place }))
    })
  queue
    .command('pause')
    .description('start nothing new; what trains goes on')
    .action((_options: unknown, self: Command) => act(self, null, (client) => client.queue.pause()))
  queue
    .command('resume')
    .description('start what waits again')
    .action((_options: unknown, self: Command) => act(self, null, (client) => client.queue.resume()))
  queue
    .command('cancel')
    .description('take a waiting run out, or stop one that trains')
    .argument('<run>', 'a run’s id, the beginning of one, or a name')
    .action((run: string, _options: unknown, self: Command) =>
      act(self, run, (client, id) => client.queue.cancel({ id })),
    )
}

/** Makes a change, to the run that is named where there is one, and prints the queue as it is then. */
async function act(command: Command, name: string | null, change: Change): Promise<void> {
  const context = contextOf(command)
  const [{ withEngine }, { findRuns }] = await Promise.all([import('../engine'), import('../runs')])
  await withEngine(context, async ({ client }) => {
    const [run] = name === null ? [] : await findRuns(client, [name])
    const queue = await change(client, run?.id ?? '')
    const names = new Map(
      (await client.runs.list({ removed: false })).map(({ id, name: runName }) => [id, runName]),
    )
    await printResult(context.json, { queue }, () => queueText(queue, names))
  })
}

function readPosition(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw badInput(`The position must be a whole number from 0 (next), not "${text}".`, { field: 'position' })
}

function queueText(
  { paused, trainersAtOnce, running, waiting }: QueueState,
  names: ReadonlyMap<string, string>,
): string {
  const atOnce = trainersAtOnce === 1 ? 'one run trains at a time' : `${trainersAtOnce} runs train at a time`
  const state = `The queue is ${paused ? 'paused' : 'open'}; ${atOnce}.`
  if (running.length + waiting.length === 0) return `${state}\nNothing trains and nothing waits.`
  const rows = [
    ...running.map((id) => ['training', id, names.get(id) ?? '']),
    ...waiting.map((id, position) => [String(position), id, names.get(id) ?? '']),
  ]
  return `${state}\n${table([{ title: 'position' }, { title: 'id' }, { title: 'name', most: 40 }], rows)}`
}
