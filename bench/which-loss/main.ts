/** Trains every loss with every seed, and writes table and picture of docs/which-loss.md: see README.md. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { whichLossChart } from './chart'
import { configOf, contenders } from './contenders'
import { measureRuns } from './measure'
import { resultTable, withTable, type LossResult } from './report'

const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    epochs: { type: 'string', default: '60' },
    only: { type: 'string' },
  },
})
const [seeds, epochs] = [Number(options.seeds), Number(options.epochs)]
if (![seeds, epochs].every((count) => Number.isInteger(count) && count > 0)) {
  throw new Error('--seeds and --epochs take a whole number from 1.')
}
const wanted = options.only?.toLowerCase().split(',')
// The first is what the others are compared with: it is always there.
const chosen = contenders.filter(
  ({ name }, i) => i === 0 || !wanted || wanted.some((part) => name.toLowerCase().includes(part.trim())),
)

const pairs = chosen.flatMap((contender) =>
  Array.from({ length: seeds }, (_, s) => configOf(contender, s + 1, epochs)),
)
const home = mkdtempSync(join(tmpdir(), 'focal-bench-which-loss-'))
try {
  const measured = await measureRuns(home, pairs)
  const results: LossResult[] = chosen.map(({ name }, c) => ({
    name,
    runs: measured.slice(c * seeds, (c + 1) * seeds),
  }))
  const table = resultTable(results)
  console.log(table)
  writeFileSync(
    join(import.meta.dirname, 'results.json'),
    JSON.stringify({ seeds, epochs, results }, null, 2),
  )
  if (wanted === undefined) {
    const page = join('docs', 'which-loss.md')
    writeFileSync(page, withTable(readFileSync(page, 'utf8'), table))
    const footnote = `Means over ${seeds} seeds with 95 % intervals; dashed: cross-entropy; hollow: not clearly different from it, paired by seed.`
    writeFileSync(join('docs', 'pictures', 'which-loss.svg'), whichLossChart(results, footnote))
  }
} finally {
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}
