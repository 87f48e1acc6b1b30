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
  const found: RunSummary[] = []
  for (const name of names) {
    const run = findRun(runs, name)
    if (run === null) throw noSuchRun(name, removed, await client.runs.list({ removed: !removed }))
    found.push(run)
  }
  return [...new Map(found.map((run) => [run.id, run])).values()]
}

/** Says where a run is not among the removed ones, or the others, that it is on the other side. */
function noSuchRun(name: string, removed: boolean, others: readonly RunSummary[]): FocalError {
  const [other] = candidatesFor(others, name)
  const message =
    other === undefined
      ? `There is no run "${name}". "focal-bench list" shows the runs.`
      : removed
        ? `Run "${name}" is not removed.`
        : `Run "${name}" is removed. Bring it back with: focal-bench restore ${other.id}`
  return new FocalError({ code: 'not-found', message })
}

/** Null where there is none. @throws FocalError `bad-input` where several runs could be meant */
export function findRun(runs: readonly RunSummary[], name: string): RunSummary | null {
  const candidates = candidatesFor(runs, name)
  if (candidates.length > 1) {
    const shown = candidates.slice(0, 5).map((run) => run.id)
    const more = candidates.length > shown.length ? ', …' : ''
    throw badInput(
      `"${name}" means ${candidates.length} runs: ${shown.join(', ')}${more}. Name one by its id.`,
      { field: 'run' },
    )
  }
  return candidates[0] ?? null
}

/** The run of this id; else those of this name; else those whose ids begin so. */
function candidatesFor(runs: readonly RunSummary[], name: string): RunSummary[] {
  const byId = runs.filter((run) => run.id.toLowerCase() === name.toLowerCase())
  if (byId.length > 0) return byId
  const byName = runs.filter((run) => run.name === name)
  if (byName.length > 0 || name.length < shortestPrefix) return byName
  return runs.filter((run) => run.id.toLowerCase().startsWith(name.toLowerCase()))
}
