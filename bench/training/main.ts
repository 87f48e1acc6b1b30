import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { accuracyTarget, measureAccuracy } from './accuracy'
import { throughputChart } from './chart'
import { contendersFor, type Contender } from './contenders'
import type { Programs } from './measure'
import { benchModels, type BenchModel } from './models'
import { peersPython, peerVersions } from './python-environment'
import { reportText, type BenchResult } from './report'
import { measureSweep, sweepRuns } from './sweep'
import { measureThroughput, type ThroughputResult, type TryOut } from './throughput'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    likely: { type: 'boolean', default: false },
    ours: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
    chart: { type: 'string' },
    repeats: { type: 'string' },
    tried: { type: 'string' },
  },
})

const scale = options.quick
  ? { repeats: 2, seconds: 1, warmupSeconds: 0.5, tryOutSeconds: 0.7 }
  : { repeats: 5, seconds: 3, warmupSeconds: 1, tryOutSeconds: 1.5 }
const onlyLikely = options.quick || options.likely
const tried = options.tried === undefined ? null : tryOutsOf(options.tried)
const plan = { ...scale, onlyLikely, finalists: onlyLikely ? 1 : 2, onlyOurs: options.ours, tried }
if (options.repeats !== undefined) plan.repeats = Number(options.repeats)
/** The model that the digits are trained with. */
const digitsLike = 'mlp-32'
const sweepPlan = {
  repeats: options.quick ? 1 : Math.min(3, plan.repeats),
  epochs: 20,
  trainersAtOnce: [1, 2],
  goal: 4,
}

async function main(): Promise<void> {
  const models = benchModels()
  const chosen = choose([...models.map(({ name }) => name), 'accuracy', 'sweep'])
  const cache = resolve(process.env['FOCAL_BENCH_CACHE'] ?? '.cache')
  const programs = {
    python: peersPython(cache),
    compiled: join(cache, 'bench', 'training-compiled'),
    timeoutSeconds: 600,
  }
  const folder = mkdtempSync(join(tmpdir(), 'focal-bench-training-'))
  try {
    const wanted = models.filter(({ name }) => chosen.has(name))
    report(await measureAll(wanted, chosen, programs, folder))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The try-outs in the file of an earlier run. */
function tryOutsOf(path: string): Record<string, TryOut[]> {
  const { throughput } = JSON.parse(readFileSync(path, 'utf8')) as BenchResult
  if (throughput === null) {
    console.error(`--tried ${path}: no throughput was measured there.`)
    process.exit(2)
  }
  return Object.fromEntries(throughput.models.map(({ name, tryOuts }) => [name, tryOuts]))
}

/** What `--only` names, or all. */
function choose(names: string[]): Set<string> {
  const unknown = options.only.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    console.error(`--only ${unknown.join(', ')}: choose from ${names.join(', ')}.`)
    process.exit(2)
  }
  return new Set(options.only.length === 0 ? names : options.only)
}

async function measureAll(
  models: BenchModel[],
  chosen: ReadonlySet<string>,
  programs: Programs,
  folder: string,
): Promise<BenchResult> {
  const loadBefore = loadavg()[0]!
  const resultOf = (
    measured: Partial<Pick<BenchResult, 'throughput' | 'accuracy' | 'sweep'>>,
  ): BenchResult => ({
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      node: process.versions.node,
      versions: peerVersions(),
    },
    load: { before: loadBefore, after: loadavg()[0]! },
    plan: { ...plan, tried: tried !== null },
    ...{ throughput: null, accuracy: null, sweep: null },
    ...measured,
  })
  const throughput =
    models.length === 0
      ? null
      : await measureThroughput(models, plan, programs, folder, console.error, (throughput) =>
          save(resultOf({ throughput })),
        )
  const peers = peersForDigits(benchModels(), throughput)
  const accuracy = chosen.has('accuracy')
    ? await measureAccuracy(peers, plan.repeats, programs, folder, console.error)
    : null
  const withoutOurs = peers.filter(({ family }) => family !== 'ours')
  const sweep = chosen.has('sweep')
    ? await measureSweep(withoutOurs, sweepPlan, programs, folder, console.error)
    : null
  return resultOf({
    throughput,
    accuracy: accuracy === null ? null : { target: accuracyTarget, results: accuracy },
    sweep: sweep === null ? null : { ...sweepPlan, ...sweep, runs: sweepRuns.length },
  })
}

/** Ours, what the peers give without asking, and each peer's fastest configuration on the MLP at batch 32. */
function peersForDigits(models: BenchModel[], throughput: ThroughputResult | null): Contender[] {
  const all = contendersFor(models.find(({ name }) => name === digitsLike)!)
  const measured = throughput?.models.find(({ name }) => name === digitsLike)?.contenders ?? []
  const fastest = (['torch', 'keras'] as const).flatMap((family) => {
    const best = measured
      .filter((one) => one.family === family && !one.isFixed && !one.isRewritten)
      .sort((a, b) => b.median - a.median)[0]
    // Where nothing was measured, what has won before.
    return all.filter((one) =>
      best === undefined
        ? one.family === family && one.isLikely && !one.isRewritten && one.variant['threads'] === 1
        : one.title === best.title,
    )
  })
  return [...all.filter(({ isFixed }) => isFixed), ...fastest].filter(
    ({ family }) => family === 'ours' || !options.ours,
  )
}

function report(result: BenchResult): void {
  save(result)
  process.stdout.write(reportText(result))
}

/** Writes the files: after each repeat too, so that a run of hours that is cut short has not been for nothing. */
function save(result: BenchResult): void {
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`)
  const isWhole = !options.quick && options.only.length === 0
  const chartPath = options.chart ?? (isWhole ? 'docs/pictures/training-throughput.svg' : null)
  if (chartPath !== null && result.throughput !== null) {
    mkdirSync(dirname(chartPath), { recursive: true })
    writeFileSync(chartPath, throughputChart(result.throughput.models, footnote(result)))
  }
}

function footnote({ machine, plan: { seconds }, throughput }: BenchResult): string {
  const { cpu, cores, versions } = machine
  const repeats = throughput?.peaks.length ?? 0
  return `Median of ${repeats} interleaved runs of ${seconds} s; ${cpu}, ${cores} cores; PyTorch ${versions['torch']}, Keras ${versions['keras']}.`
}

await main()
