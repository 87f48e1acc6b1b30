/** Runs that repeat one configuration, over the folds of a cross-validation or over seeds: their means, and how these differ. */
import type { RunConfig } from '@shared/config/run-config'
import type { Difference } from '@shared/domain/paired'
import type { RunSummary } from '@shared/domain/run'
import { mean, standardDeviation } from '../stats/summary'
import { studentQuantile } from '../stats/student'

export interface RunGroup {
  key: string
  /** What tells the runs apart. */
  over: 'folds' | 'seeds'
  /** The runs by fold number, or by seed. */
  runs: ReadonlyMap<number, RunSummary>
}

/** The groups of two runs or more: the folds of one cross-validation, and runs that are equal but for the seed. */
export function runGroups(runs: readonly RunSummary[]): RunGroup[] {
  const groups = new Map<string, Omit<RunGroup, 'runs'> & { runs: Map<number, RunSummary> }>()
  for (const run of runs) {
    const { config } = run
    const key = `${run.datasetId} ${configKey(config)}`
    const group = groups.get(key) ?? {
      key,
      over: config.data.fold ? ('folds' as const) : ('seeds' as const),
      runs: new Map<number, RunSummary>(),
    }
    groups.set(key, group)
    const member = config.data.fold?.index ?? config.seed
    // Of equal runs the newest stands for them: repeated, one fold would count twice.
    const known = group.runs.get(member)
    if (known === undefined || known.id < run.id) group.runs.set(member, run)
  }
  return [...groups.values()].filter((group) => group.runs.size > 1)
}

/** A configuration without what tells the runs of a group apart. */
function configKey(config: RunConfig): string {
  const { data, seed, ...rest } = config
  return JSON.stringify([rest, splitKey(config), data.fold === null ? null : seed])
}

/** How a configuration splits its data, without the number of its fold. */
function splitKey({ data, seed }: RunConfig): string {
  const fold = data.fold && { of: data.fold.of, splitSeed: data.splitSeed ?? seed }
  return JSON.stringify({ ...data, fold, ...(fold && { splitSeed: null }) })
}

/** Whether each fold (or seed) of one group has the rows that the same one of the other has. */
export function arePairable(one: RunGroup, other: RunGroup): boolean {
  const [first] = one.runs.values()
  const [second] = other.runs.values()
  if (first === undefined || second === undefined || one.over !== other.over) return false
  return first.datasetId === second.datasetId && splitKey(first.config) === splitKey(second.config)
}

export interface Spread {
  mean: number
  /** Standard deviation over the runs (divides by n − 1). */
  deviation: number
  count: number
}

/** Mean and deviation over the runs that have the figure; null below two of them. */
export function spreadOf(
  group: RunGroup,
  figure: (run: RunSummary) => number | null | undefined,
): Spread | null {
  const values = [...group.runs.values()].flatMap((run) => finite(figure(run)))
  if (values.length < 2) return null
  return { mean: mean(values), deviation: standardDeviation(values), count: values.length }
}

/**
 * The mean of `own` less that of `reference`, paired by fold or seed: Student's 95% interval over the pairs. Folds share
 * training rows, so that of folds is a little too narrow. Null below two pairs.
 */
export function meanDifference(
  own: RunGroup,
  reference: RunGroup,
  figure: (run: RunSummary) => number | null | undefined,
): (Difference & { count: number }) | null {
  const differences = [...own.runs].flatMap(([member, run]) => {
    const other = reference.runs.get(member)
    const [a] = finite(figure(run))
    const [b] = other ? finite(figure(other)) : []
    return a === undefined || b === undefined ? [] : [a - b]
  })
  const count = differences.length
  if (count < 2) return null
  const value = mean(differences)
  const reach = (studentQuantile(0.95, count - 1) * standardDeviation(differences)) / Math.sqrt(count)
  return { value, low: value - reach, high: value + reach, count }
}

/** What the runs of a group are called in common: the name of one without its fold, or its seed. */
export function groupName({ over, runs }: RunGroup): string {
  const [first] = runs.values()
  const apart = over === 'folds' ? /(?: · |, )fold \d+\/\d+/ : /(?: · |, )?seed \d+(?= · |$)/
  const name = (first?.name ?? '').replace(apart, '').replace(/^ · /, '')
  return name === '' ? (first?.name ?? '') : name
}

function finite(value: number | null | undefined): number[] {
  return typeof value === 'number' && Number.isFinite(value) ? [value] : []
}
