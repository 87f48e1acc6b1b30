/** What `compare` prints for people. */
import type { Interval } from '@core/metrics/intervals'
import { fewRows, holdsZero, isShareWithinNoise, isTestedWithinNoise } from '@core/metrics/paired'
import type { Difference, UnpairedReason } from '@shared/domain/paired'
import type { ComparisonDocument } from './comparison'
import { configValue, figure, percent, points, wholeNumber } from './format'
import { printable, shorten, table, type Column } from './table'

/** Stands behind a difference that chance alone may explain. */
const noiseSign = '≈'
/** Stands behind a difference whose interval takes the runs for independent. */
const unpairedSign = '*'

const reasonTexts: Record<UnpairedReason, string> = {
  otherData: 'is of other data than the first',
  otherFold: 'was measured on another fold than the first: each fold has rows of its own',
  otherRows: 'was measured on other validation rows than the first: another split seed, share or fold',
  noPredictions: 'has no predictions of its best epoch: they are kept when a run ends',
  referenceWithoutPredictions: 'cannot be paired: the first run has no predictions of its best epoch yet',
  dataGone: 'cannot be paired: the true classes are in the data file, and that is gone',
}

type ComparedRun = ComparisonDocument['runs'][number]

export function comparisonText(document: ComparisonDocument): string {
  const { runs, configDifference } = document
  const titles = runs.map(({ name }) => heading(name))
  const parts = [
    metricTable(runs),
    ...pairedTable(runs),
    ...notes(runs),
    recallTable(document),
    ...recallDifferenceTable(document),
  ]
  if (configDifference.length > 0) {
    const rows = configDifference.map(({ path, values }) => [path, ...values.map(configValue)])
    parts.push(`What differs\n${table([{ title: 'field' }, ...titles], rows)}`)
  } else if (runs.length > 1) parts.push('The configurations are the same.')
  return parts.join('\n\n')
}

function metricTable(runs: readonly ComparedRun[]): string {
  const rows = runs.flatMap((run) =>
    [run.best, run.last].flatMap((epoch, e) =>
      epoch === null
        ? []
        : [
            [
              e === 0 ? run.name : '',
              `${e === 0 ? 'best' : 'last'} (${epoch.epoch})`,
              percent(epoch.balancedAccuracy),
              e === 0 ? between(run.interval) : '',
              e === 0 ? toTheFirst(run) : '',
              percent(epoch.accuracy),
              percent(epoch.macroF1),
              figure(epoch.valLoss),
              figure(epoch.valCrossEntropy),
            ],
          ],
    ),
  )
  const figures = [
    'balanced',
    '95% interval',
    'to the first',
    runs.every(({ multiLabel }) => multiLabel) ? 'subset accuracy' : 'accuracy',
    'macro F1',
    'val loss',
    'val cross-entropy',
  ]
  const columns = [{ title: 'run', most: 32 }, { title: 'epoch' }, ...figures.map(rightAligned)]
  return table(columns, rows)
}

/** The difference in balanced accuracy: on the same rows where there are such, else as if the runs were independent. */
function toTheFirst({ paired, difference }: ComparedRun): string {
  if (paired !== null)
    return differenceText(paired.balancedAccuracy, isTestedWithinNoise(paired.balancedAccuracy))
  return difference === null ? '' : `${differenceText(difference)}${unpairedSign}`
}

function pairedTable(runs: readonly ComparedRun[]): string[] {
  const [first] = runs
  const rows = runs.flatMap(({ name, paired }) => {
    if (paired === null) return []
    const { mcNemar, accuracy, balancedAccuracy, macroF1 } = paired
    const differences = [
      differenceText(balancedAccuracy, isTestedWithinNoise(balancedAccuracy)),
      probability(balancedAccuracy.pValue),
      differenceText(macroF1, isTestedWithinNoise(macroF1)),
      probability(macroF1.pValue),
      differenceText(accuracy, isShareWithinNoise(accuracy, mcNemar)),
    ]
    const { onlyFirst, onlySecond, pValue } = mcNemar
    return [
      [
        name,
        wholeNumber(paired.rows),
        ...differences,
        wholeNumber(onlySecond),
        wholeNumber(onlyFirst),
        probability(pValue),
      ],
    ]
  })
  if (first === undefined || rows.length === 0) return []
  const figures = [
    'rows',
    'balanced',
    'p',
    'macro F1',
    'p',
    'accuracy',
    'only it right',
    'only first right',
    'McNemar p',
  ]
  const columns = [{ title: 'run', most: 32 }, ...figures.map(rightAligned)]
  return [`To ${first.name} on the same validation rows (95% interval)\n${table(columns, rows)}`]
}

/** What the signs in the tables mean, and why some runs are not paired. */
function notes(runs: readonly ComparedRun[]): string[] {
  const lines: string[] = labelsNote(runs)
  const isPaired = runs.some(({ paired }) => paired !== null)
  if (isPaired || runs.some(({ difference }) => difference !== null)) {
    const test = isPaired ? ', or its test does not tell the runs apart (p ≥ 0.05)' : ''
    lines.push(`${noiseSign} within noise: the interval of the difference holds 0${test}`)
  }
  if (isPaired)
    lines.push(
      'p by swapping the two runs’ predictions within rows, of accuracy and recall by McNemar’s test',
    )
  lines.push(...fewRowsNote(runs))
  if (runs.some(({ paired, difference }) => paired === null && difference !== null))
    lines.push(`${unpairedSign} as if the runs were independent: wider than on the same rows`)
  for (const { name, unpaired } of runs) if (unpaired !== null) lines.push(`${name} ${reasonTexts[unpaired]}`)
  return lines.length === 0 ? [] : [lines.join('\n')]
}

/** Rare classes, on which the intervals of all figures that count each class the same rest. */
function fewRowsNote(runs: readonly ComparedRun[]): string[] {
  const few = new Map<string, number>()
  for (const { paired } of runs) for (const { label, rows } of paired?.fewRows ?? []) few.set(label, rows)
  if (few.size === 0) return []
  const shown = [...few].slice(0, 5).map(([label, rows]) => `${printable(label)} (${rows})`)
  const names = few.size > shown.length ? [...shown, '…'] : shown
  return [`few rows of ${names.join(', ')}: with fewer than ${fewRows} of a class intervals are rough`]
}

/** Figures of the same name that mean something else in some runs. */
function labelsNote(runs: readonly ComparedRun[]): string[] {
  const several = runs.filter(({ multiLabel }) => multiLabel)
  if (several.length === 0 || several.length === runs.length) return []
  const names = several.map(({ name }) => printable(name)).join(', ')
  return [
    `${names}: of samples with several labels. Accuracy is the share of samples with every label right, balanced accuracy the mean of recall and specificity, cross-entropy that of each answer: none of them compares with the other runs.`,
  ]
}

function recallTable({ runs, perClass }: ComparisonDocument): string {
  const rows = perClass.map(({ label, support, recall, recallInterval }) => {
    const shares = recall.map((share, r) =>
      `${percent(share)} ${between(recallInterval[r] ?? null)}`.trimEnd(),
    )
    return [label, supportText(support), ...shares]
  })
  const titles = runs.map(({ name }) => heading(name))
  return `Recall by class, at the best epoch (95% interval)\n${table([...classColumns, ...titles], rows)}`
}

function recallDifferenceTable({ runs, perClass }: ComparisonDocument): string[] {
  const [first] = runs
  const shown = runs.flatMap(({ name, paired }, r) => (paired === null ? [] : [{ name, r }]))
  if (first === undefined || shown.length === 0) return []
  const rows = perClass.map(({ label, support, recallDifference }) => {
    const differences = shown.map(({ r }) => {
      const difference = recallDifference[r] ?? null
      return difference === null ? 'n/a' : differenceText(difference, difference.withinNoise)
    })
    return [label, supportText(support), ...differences]
  })
  const columns = [...classColumns, ...shown.map(({ name }) => heading(name))]
  return [
    `Recall by class, to ${first.name} on the same validation rows (95% interval)\n${table(columns, rows)}`,
  ]
}

const classColumns: Column[] = [
  { title: 'class', most: 30 },
  { title: 'support', align: 'right' },
]

function supportText(support: readonly (number | null)[]): string {
  const [first] = support.filter((count) => count !== null)
  return wholeNumber(first)
}

/** `45–75`, in percent. */
function between(interval: Interval | null): string {
  return interval === null ? '' : `${(100 * interval.low).toFixed(0)}–${(100 * interval.high).toFixed(0)}`
}

/** `+1.2 (-0.5 to +2.9) ≈`, in points of a percentage; the sign only where it is within noise, but always its room. */
function differenceText(
  { value, low, high }: Difference,
  withinNoise = holdsZero({ value, low, high }),
): string {
  return `${points(value)} (${points(low)} to ${points(high)}) ${withinNoise ? noiseSign : ' '}`
}

/** A p value: `0.03`, `0.0004`, `<0.0001`. */
function probability(value: number): string {
  if (value < 0.0001) return '<0.0001'
  return String(Number(value.toPrecision(value < 0.001 ? 1 : 2)))
}

function rightAligned(title: string): Column {
  return { title, align: 'right' }
}

/** A column's title is not cut by `table`, a run's name may be long. */
function heading(name: string): Column {
  return { title: shorten(name, 24), most: 24, align: 'right' }
}
