/** Finding the runs that a person means: by id, by the beginning of an id, or by name. */
import type { EngineClient } from '@shared/contract'
import type { RunSummary } from '@shared/domain/run'
import { FocalError, badInput } from '@shared/errors'

/** A shorter beginning of an id says too little: ids begin with the time. */
const shortestPrefix = 4

/** @throws FocalError `not-found`, or `bad-input` where several runs could be meant */
export async function findRuns(
  client: EngineClient,
  names: readonly string[],
  { removed = false } = {},
): Promise<RunSummary[]> {
  const runs = await client.runs.list({ removed })
  const found = names.map((name) => findRun(runs, name))
  return [...new Map(found.map((run) => [run.id, run])).values()]
}

export function findRun(runs: readonly RunSummary[], name: string): RunSummary {
  const byId = runs.find((run) => run.id.toLowerCase() === name.toLowerCase())
  if (byId !== undefined) return byId
  const byName = runs.filter((run) => run.name === name)
  const isPrefix = name.length >= shortestPrefix
  const byPrefix = isPrefix ? runs.filter((run) => run.id.toLowerCase().startsWith(name.toLowerCase())) : []
  const candidates = byName.length > 0 ? byName : byPrefix
  if (candidates.length > 1) {
    const shown = candidates.slice(0, 5).map((run) => run.id)
    const more = candidates.length > shown.length ? ', …' : ''
    throw badInput(
      `"${name}" means ${candidates.length} runs: ${shown.join(', ')}${more}. Name one by its id.`,
      { field: 'run' },
    )
  }
  if (candidates[0] !== undefined) return candidates[0]
  throw new FocalError({
    code: 'not-found',
    message: `There is no run "${name}". "focal-bench list" shows the runs.`,
  })
}
