import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { measureCurves } from './curves'
import { measureEpochs, measureSteps } from './ours'
import { measurePeer, peersPython } from './peers'
import { measurePlain } from './plain'
import { printCurves, printSubjects, summarize, type Measurement } from './report'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '1000000' },
    'peer-rows': { type: 'string', default: '50000' },
    curves: { type: 'string', default: '10000,100000,1000000,10000000' },
    'no-peers': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const rows = Number(options.rows)
const peerRows = Number(options['peer-rows'])
const python = options['no-peers'] ? null : peersPython(resolve(process.env.FOCAL_BENCH_CACHE ?? '.cache'))

const ours = 'Focal Bench, batches of 1,000'
const subjects: [name: string, measure: () => Measurement][] = [
  [ours, () => measureSteps(rows, 1000)],
  ['Focal Bench, batches of 10,000', () => measureSteps(rows, 10_000)],
  ['Focal Bench, batches of 100', () => measureSteps(rows / 5, 100)],
  ['Focal Bench, whole epochs', () => measureEpochs(rows / 5)],
  ['plain better-sqlite3', () => measurePlain(rows / 2, 1000)],
]
if (python) {
  subjects.push(['MLflow (SQLite)', () => measurePeer(python, 'mlflow', peerRows)])
  subjects.push(['TensorBoard', () => measurePeer(python, 'tensorboard', peerRows)])
}

const measured = new Map<string, Measurement[]>(subjects.map(([name]) => [name, []]))
for (let round = 1; round <= Number(options.rounds); round++) {
  for (const [name, measure] of subjects) {
    console.error(`round ${round}: ${name}`)
    measured.get(name)!.push(measure())
  }
}
const reports = [...measured].map(([name, measurements]) => summarize(name, measurements))
const own = reports.find((report) => report.subject === ours)!
for (const report of reports) {
  if (report.subject.startsWith('Focal Bench')) continue
  report.ratio = {
    rowsPerSecond: own.rowsPerSecond / report.rowsPerSecond,
    rowsPerProcessorSecond: own.rowsPerProcessorSecond / report.rowsPerProcessorSecond,
    bytesPerRow: own.bytesPerRow / report.bytesPerRow,
  }
}

const curves = options.curves
  .split(',')
  .filter(Boolean)
  .map((points) => {
    console.error(`curve of ${points} points`)
    return measureCurves(Number(points))
  })

const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length }
if (options.json) {
  console.log(JSON.stringify({ machine, subjects: reports, curves }, null, 2))
} else {
  console.log(
    `Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores; medians of ${options.rounds} interleaved rounds\n`,
  )
  printSubjects(reports)
  printCurves(curves)
}
