/** Examples per second of every model: first the peers' configurations are tried out, then the finalists compete. */
import { join } from 'node:path'
import { createRandom, shuffle } from '@core/sampling/random'
import type { RunEnvironment } from '@shared/domain/run'
import { contendersFor, ours, type Contender, type Family } from './contenders'
import { measure, type Outcome, type Programs } from './measure'
import { operationsPerExample, type BenchModel } from './models'
import { measurePeak } from './peak'
import { median, spread } from './statistics'
import { prepareThroughput, type Task } from './workload'

export interface Plan {
  repeats: number
  seconds: number
  warmupSeconds: number
  tryOutSeconds: number
  /** Try out only what won or came near before. */
  onlyLikely: boolean
  /** Leave the peers out. */
  onlyOurs: boolean
  /** Configurations of each peer that go on from the try-out to the measurement, beside the fixed ones. */
  finalists: number
  /** Try-outs of an earlier run, by model: these are not run again. */
  tried: Record<string, TryOut[]> | null
}

export interface ContenderResult {
  title: string
  family: Family
  isFixed: boolean
  isRewritten: boolean
  /** One a repeat. */
  examplesPerSecond: number[]
  median: number
  /** Median by the processor's time, of all threads. */
  perProcessorSecond: number
  /** Half the range, to the median. */
  spread: number
  /** Of the machine's sgemm peak. */
  peakFraction: number
  /** Ours: what it was computed with. */
  environment: RunEnvironment | null
}

export interface TryOut {
  title: string
  /** Null where it failed. */
  examplesPerSecond: number | null
  error: string | null
}

export interface ModelResult {
  name: string
  title: string
  goal: number | null
  operationsPerExample: number
  tryOuts: TryOut[]
  contenders: ContenderResult[]
  failures: { title: string; error: string }[]
  /** Fastest configuration of the peers' own training; null where none ran. */
  bestPeer: string | null
  /** Ours to the best peer, and to the best that includes steps rewritten by hand. */
  ratio: number | null
  ratioToRewritten: number | null
}

export interface ThroughputResult {
  /** Floating-point operations a second: best of each repeat. */
  peaks: number[]
  peak: number
  models: ModelResult[]
}

interface Entry {
  model: BenchModel
  task: Task
  tryOuts: TryOut[]
  contenders: Contender[]
  measured: Map<string, Outcome[]>
}

/** @param onRepeat hears the figures so far after each repeat */
export async function measureThroughput(
  models: BenchModel[],
  plan: Plan,
  programs: Programs,
  folder: string,
  log: (line: string) => void,
  onRepeat: (result: ThroughputResult) => void,
): Promise<ThroughputResult> {
  const entries: Entry[] = []
  for (const model of models) {
    const task = await prepareThroughput(model, join(folder, model.name), plan)
    const { tryOuts, contenders } = await tryOut(model, task, plan, programs, log)
    entries.push({
      model,
      task,
      tryOuts,
      contenders,
      measured: new Map(contenders.map(({ title }) => [title, []])),
    })
  }
  const peaks: number[] = []
  const resultSoFar = (): ThroughputResult => {
    const peak = median(peaks)
    return { peaks: [...peaks], peak, models: entries.map((entry) => summarize(entry, peak)) }
  }
  for (let repeat = 1; repeat <= plan.repeats; repeat++) {
    peaks.push(await measurePeak(programs, plan.seconds))
    for (const entry of shuffled(entries, `models in repeat ${repeat}`)) {
      for (const contender of shuffled(entry.contenders, `${entry.model.name} in repeat ${repeat}`)) {
        const outcome = await measure(programs, contender, entry.task)
        entry.measured.get(contender.title)!.push(outcome)
        log(`${repeat}/${plan.repeats} ${entry.model.name}: ${contender.title}: ${inWords(outcome)}`)
      }
    }
    onRepeat(resultSoFar())
  }
  return resultSoFar()
}

/** Runs every configuration once, shortly, unless the plan knows how fast it is, and keeps the fastest of each peer. */
async function tryOut(
  model: BenchModel,
  task: Task,
  { tryOutSeconds, onlyLikely, onlyOurs, finalists, tried: triedBefore }: Plan,
  programs: Programs,
  log: (line: string) => void,
): Promise<Pick<Entry, 'tryOuts' | 'contenders'>> {
  const all = contendersFor(model).filter(({ family }) => family === 'ours' || !onlyOurs)
  const fixed = all.filter(({ isFixed }) => isFixed)
  const known = triedBefore?.[model.name]
  const tryOne = async (contender: Contender): Promise<TryOut> => {
    const seconds = { seconds: tryOutSeconds, warmupSeconds: tryOutSeconds / 2 }
    const outcome = await measure(programs, contender, { ...task, ...seconds })
    log(`try-out ${model.name}: ${contender.title}: ${inWords(outcome)}`)
    const examplesPerSecond = outcome.answer?.examplesPerSecond ?? null
    return { title: contender.title, examplesPerSecond, error: outcome.error }
  }
  const candidates = all.filter(({ isFixed, isLikely }) => !isFixed && (isLikely || !onlyLikely))
  const tried: TryOut[] = []
  for (const contender of shuffled(candidates, `try-out of ${model.name}`)) {
    tried.push(
      known?.find(({ title, error }) => title === contender.title && error === null) ??
        (await tryOne(contender)),
    )
  }
  const speeds = new Map(tried.map(({ title, examplesPerSecond }) => [title, examplesPerSecond]))
  const worthy = candidates
    .filter(({ title }) => speeds.get(title) != null)
    .sort((a, b) => speeds.get(b.title)! - speeds.get(a.title)!)
  const groups = (['torch', 'keras'] as const).flatMap((family) =>
    [false, true].map((isRewritten) =>
      worthy
        .filter((contender) => contender.family === family && contender.isRewritten === isRewritten)
        .slice(0, isRewritten ? 1 : finalists),
    ),
  )
  return { tryOuts: tried, contenders: [...fixed, ...groups.flat()] }
}

function summarize({ model, tryOuts, contenders, measured }: Entry, peak: number): ModelResult {
  requireSameModel(model, [...measured.values()].flat())
  const operations = operationsPerExample(model)
  const results = contenders.flatMap((contender) => {
    const outcomes = measured.get(contender.title)!
    const figures = outcomes.flatMap(({ answer }) => answer?.examplesPerSecond ?? [])
    return figures.length === 0
      ? []
      : [resultOf(contender, figures, outcomes, (operations * median(figures)) / peak)]
  })
  const failures = contenders.flatMap(({ title }) =>
    measured.get(title)!.flatMap(({ error }) => (error === null ? [] : [{ title, error }])),
  )
  const peers = results.filter(({ family }) => family !== 'ours').sort((a, b) => b.median - a.median)
  const own = results.find(({ title }) => title === ours)
  const best = peers.find(({ isRewritten }) => !isRewritten)
  const to = (peer: ContenderResult | undefined) =>
    own === undefined || peer === undefined ? null : own.median / peer.median
  return {
    name: model.name,
    title: model.title,
    goal: model.goal,
    operationsPerExample: operations,
    tryOuts,
    contenders: results,
    failures,
    bestPeer: best?.title ?? null,
    ratio: to(best),
    ratioToRewritten: to(peers[0]),
  }
}

/** @throws Error where someone trained another model than the others */
function requireSameModel({ name }: BenchModel, outcomes: readonly Outcome[]): void {
  const counts = new Set(outcomes.flatMap(({ answer }) => answer?.parameters ?? []))
  if (counts.size > 1) throw new Error(`${name} has ${[...counts].join(' and ')} parameters: not one model.`)
}

function resultOf(
  { title, family, isFixed, isRewritten }: Contender,
  examplesPerSecond: number[],
  outcomes: Outcome[],
  peakFraction: number,
): ContenderResult {
  return {
    title,
    family,
    isFixed,
    isRewritten,
    examplesPerSecond,
    median: median(examplesPerSecond),
    perProcessorSecond: median(outcomes.flatMap(({ answer }) => answer?.examplesPerProcessorSecond ?? [])),
    spread: spread(examplesPerSecond),
    peakFraction,
    environment: outcomes.find(({ answer }) => answer !== null)?.answer?.environment ?? null,
  }
}

function inWords({ answer, error, seconds }: Outcome): string {
  const what =
    answer === null ? error : `${Math.round(answer.examplesPerSecond ?? 0).toLocaleString('en')} examples/s`
  return `${what} (${seconds.toFixed(1)} s)`
}

function shuffled<T>(list: readonly T[], purpose: string): T[] {
  const order = shuffle(
    Int32Array.from(list, (_, i) => i),
    createRandom(1, purpose),
  )
  return Array.from(order, (i) => list[i]!)
}
