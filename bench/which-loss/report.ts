/** The result as a table of Markdown, to stand between markers in the documentation. */
import type { RunFigures } from './measure'
import { estimate, isClear, pairedDifference, type Estimate } from './statistics'

export interface LossResult {
  name: string
  /** One a seed, in the order of the seeds. */
  runs: RunFigures[]
}

export const figures = [
  { key: 'balancedAccuracy', title: 'Balanced accuracy' },
  { key: 'fewShotRecall', title: 'Few-shot recall' },
  { key: 'ece', title: 'ECE' },
] as const satisfies readonly { key: keyof RunFigures; title: string }[]

export type FigureKey = (typeof figures)[number]['key']

/** Values of one figure, one a seed. */
export function valuesOf({ runs }: LossResult, key: FigureKey): number[] {
  return runs.map((run) => run[key])
}

/** Mean and interval of each figure, and the paired difference to the first loss; bold where the interval leaves 0 out. */
export function resultTable(results: readonly LossResult[]): string {
  const [baseline] = results
  if (baseline === undefined) return ''
  const heads = figures.flatMap(({ title }) => [title, '± to the first'])
  const rows = results.map((result) => [
    result.name,
    ...figures.flatMap(({ key }) => {
      const own = percent(estimate(valuesOf(result, key)))
      if (result === baseline) return [own, '']
      const difference = pairedDifference(valuesOf(result, key), valuesOf(baseline, key))
      const text = percent(difference, true)
      return [own, isClear(difference) ? `**${text}**` : text]
    }),
  ])
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(['Loss', ...heads]), line(['---', ...heads.map(() => '---:')]), ...rows.map(line)].join('\n')
}

/** Replaces what stands between the markers of a document. @throws Error where it has none */
export function withTable(document: string, table: string): string {
  const [begin, end] = ['<!-- table: bench/which-loss -->', '<!-- end of table -->']
  const [start, stop] = [document.indexOf(begin), document.indexOf(end)]
  if (start < 0 || stop < start) throw new Error(`The document has no ${begin} … ${end}.`)
  return `${document.slice(0, start + begin.length)}\n\n${table}\n\n${document.slice(stop)}`
}

function percent({ mean, margin }: Estimate, withSign = false): string {
  const sign = withSign && mean > 0 ? '+' : ''
  const interval = margin === null ? '' : ` ± ${(100 * margin).toFixed(1)}`
  return `${sign}${(100 * mean).toFixed(1)}${interval}`.replace('-', '−')
}
