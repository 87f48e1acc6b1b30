/** Every loss × weighting × model × optimiser: compiled steps against single operations. Exit code 1 where one differs. */
import { parseArgs } from 'node:util'
import { useBackend } from '../../tests/unit/trainer/support/backends'
import { allCases, equalityClasses } from '../../tests/integration/trainer/compile/support/cases'
import { compareTraining, type Comparison } from '../../tests/integration/trainer/compile/support/compare'
import { digitsLike } from '../../tests/integration/trainer/support/data'
import { scenesLike } from '../../tests/integration/trainer/support/multi-label-data'

const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '50' },
    tolerance: { type: 'string', default: '1e-5' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})
const figures = ['losses', 'state', 'measures', 'logits'] as const

await useBackend('tensorflow')
const steps = Number(options.steps)
const tolerance = Number(options.tolerance)
const content = digitsLike({ classes: equalityClasses, samples: 220, size: 6 })
const scenes = scenesLike({ labels: equalityClasses, samples: 220, size: 6 })
const cases = allCases().filter(({ name }) => name.includes(options.only))
const startedAt = performance.now()
const compared: ({ name: string } & Comparison)[] = []
for (const [i, { name, config, noise, multiLabel }] of cases.entries()) {
  const data = multiLabel ? scenes : content
  const comparison = { name, ...(await compareTraining(data, config, steps, noise)) }
  compared.push(comparison)
  if (isApart(comparison)) process.stderr.write(`\r${describe(comparison)}\n`)
  if (!options.json) process.stderr.write(`\r${i + 1} of ${cases.length}`)
}

const apart = compared.filter(isApart)
const seconds = (performance.now() - startedAt) / 1000
const largest = Object.fromEntries(
  figures.map((figure) => [figure, Math.max(...compared.map((one) => one[figure]))]),
)
const predictions = compared.reduce((sum, one) => sum + one.predictions, 0)
const result = { cases: cases.length, steps, tolerance, apart: apart.length, largest, predictions, seconds }
process.stdout.write(options.json ? `${JSON.stringify({ ...result, cases: compared })}\n` : asText())
process.exitCode = apart.length === 0 && compared.length > 0 ? 0 : 1

/** NaN counts as apart. */
function isApart(comparison: Comparison): boolean {
  return comparison.predictions > 0 || !figures.every((figure) => comparison[figure] < tolerance)
}

function describe({ name, tensor, predictions, ...comparison }: { name: string } & Comparison): string {
  const values = figures.map((figure) => `${figure} ${comparison[figure].toExponential(1)}`)
  return `${name}: ${values.join(', ')} (${tensor}), ${predictions} predictions`
}

function asText(): string {
  const values = figures.map((figure) => `${figure} ${largest[figure]!.toExponential(1)}`)
  return [
    '',
    `${cases.length} cases of ${steps} steps in ${seconds.toFixed(0)} s; ${apart.length} apart by more than ${tolerance}`,
    `largest relative differences: ${values.join(', ')}; ${predictions} rows predicted differently`,
    '',
  ].join('\n')
}
