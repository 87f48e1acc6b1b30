/** The result as tables for people. */
import type { AccuracyResult } from './accuracy'
import type { SweepResult } from './sweep'
import type { ModelResult, ThroughputResult } from './throughput'

export interface BenchResult {
  machine: { cpu: string; cores: number; node: string; versions: Record<string, string> }
  /** Load average of the last minute, at the beginning and at the end: 0 on a quiet machine. */
  load: { before: number; after: number }
  plan: Record<string, number | boolean>
  throughput: ThroughputResult | null
  accuracy: { target: number; results: AccuracyResult[] } | null
  sweep: {
    runs: number
    epochs: number
    goal: number
    results: SweepResult[]
    failures: { title: string; error: string }[]
    /** Seconds of the fastest peer to those of our fastest queue; null where either failed. */
    ratio: number | null
  } | null
}

const titleWidth = 72

export function reportText({ machine, load, throughput, accuracy, sweep }: BenchResult): string {
  const { cpu, cores, node, versions } = machine
  const parts = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const lines = [
    `${cpu}, ${cores} cores; Node ${node}, ${parts.join(', ')}; load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}`,
  ]
  if (throughput !== null) {
    lines.push(`sgemm peak ${(throughput.peak / 1e9).toFixed(0)} GFLOP/s`)
    lines.push(...throughput.models.flatMap(modelLines))
  }
  if (accuracy !== null) lines.push(...accuracyLines(accuracy))
  if (sweep !== null) lines.push(...sweepLines(sweep))
  return `${lines.join('\n')}\n`
}

function modelLines({
  title,
  contenders,
  ratio,
  ratioToRewritten,
  goal,
  bestPeer,
  failures,
}: ModelResult): string[] {
  const own = contenders.find(({ family }) => family === 'ours')
  const rows = [...contenders]
    .sort((a, b) => b.median - a.median)
    .map((contender) =>
      row(
        `${contender.isRewritten ? '* ' : '  '}${contender.title}${backendOf(contender.environment)}`,
        Math.round(contender.median).toLocaleString('en'),
        `±${(100 * contender.spread).toFixed(0)} %`,
        own === undefined ? '' : `${(own.median / contender.median).toFixed(2)} ×`,
        own === undefined ? '' : `${(own.perProcessorSecond / contender.perProcessorSecond).toFixed(2)} ×`,
        `${(100 * contender.peakFraction).toFixed(1)} %`,
      ),
    )
  const verdict =
    ratio === null
      ? '  No ratio: ours or every peer failed.'
      : `  ${ratio.toFixed(2)} × the best peer (${bestPeer})${goal === null ? '' : `; goal ${goal}`}` +
        `; ${ratioToRewritten!.toFixed(2)} × with steps rewritten by hand (*)`
  return [
    '',
    row(title, 'examples/s', 'spread', 'ours to it', 'by cpu time', 'of peak'),
    ...rows,
    verdict,
    ...failures.map((failure) => `  failed: ${failure.title}: ${failure.error}`),
  ]
}

function backendOf(environment: ModelResult['contenders'][number]['environment']): string {
  if (environment === null) return ''
  return ` (${environment.backend}, ${environment.compiled ? 'compiled' : 'eager'})`
}

function accuracyLines({ target, results }: NonNullable<BenchResult['accuracy']>): string[] {
  return [
    '',
    row(`Digits to balanced accuracy ${target}`, 'reached', 'epochs', 'training s', 'in all s'),
    ...results.map(({ title, reached, seeds, epochs, trainingSeconds, wholeSeconds, errors }) => {
      const figures = [epochs?.toString(), trainingSeconds?.toFixed(2), wholeSeconds?.toFixed(2)]
      const line = row(`  ${title}`, `${reached} of ${seeds}`, ...figures.map((figure) => figure ?? 'n/a'))
      return errors.length === 0 ? line : `${line}\n    failed: ${errors[0]}`
    }),
  ]
}

function sweepLines({
  runs,
  epochs,
  results,
  failures,
  ratio,
  goal,
}: NonNullable<BenchResult['sweep']>): string[] {
  return [
    '',
    row(`Sweep of ${runs} runs, ${epochs} epochs each, on the digits`, 'seconds', 'spread', 'accuracy'),
    ...results.map((result) =>
      row(
        `  ${result.title}`,
        result.median.toFixed(1),
        `±${(100 * result.spread).toFixed(0)} %`,
        result.balancedAccuracy.toFixed(3),
      ),
    ),
    ratio === null
      ? '  No ratio: ours or every peer failed.'
      : `  ${ratio.toFixed(2)} × the best peer; goal ${goal}`,
    ...failures.map((failure) => `  failed: ${failure.title}: ${failure.error}`),
  ]
}

function row(first: string, ...columns: string[]): string {
  return first.padEnd(titleWidth) + columns.map((column) => column.padStart(12)).join('')
}
