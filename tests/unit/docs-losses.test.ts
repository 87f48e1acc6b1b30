/** docs/losses.md: every command line in it gives what the library that it names has computed. */
import { readFileSync } from 'node:fs'
import { answerLossRequest, readLossRequest } from '@core/losses/loss-request'
import { describe, expect, it } from 'vitest'
import { expectClose, golden, type Nested } from './core/support'

interface GoldenCase {
  library: string
  spec: Record<string, unknown>
  logits: number[][]
  labels?: number[]
  targets?: number[][]
  loss: Nested
  tolerance: number
}

const { cases } = golden<{ cases: GoldenCase[] }>('losses')
const page = readFileSync('docs/losses.md', 'utf8')
const commands = [...page.matchAll(/echo '(.*)' \\\n {2}\| npx focal-bench loss\n# (.*?): (.*)\n/g)].map(
  ([, input, library, shown]) => ({
    input: JSON.parse(input!) as Record<string, unknown>,
    library: library!,
    shown: JSON.parse(shown!) as Nested,
  }),
)

/** The golden case with the same input, whatever its fields' order and defaults. */
function goldenOf({ library, input }: (typeof commands)[number]): GoldenCase {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
  const [found, ...more] = cases.filter(
    ({ library: name, spec, ...data }) =>
      name === library &&
      (['logits', 'labels', 'targets'] as const).every((field) => same(data[field], input[field])) &&
      ['alpha', 'gamma', 'reduction'].every((field) => same(spec[field], input[field])) &&
      (spec['labelSmoothing'] ?? 0) === (input['labelSmoothing'] ?? 0),
  )
  if (found === undefined || more.length > 0)
    throw new Error(`${library} has not one golden case for this input.`)
  return found
}

describe('the table of disagreements between implementations', () => {
  it('has a command line for every library that is in the golden values of focal loss', () => {
    const shown = commands.map(({ library }) => library.split(' ')[0])
    expect(new Set(shown)).toEqual(new Set(['seed', 'keras', 'torchvision', 'fvcore', 'monai', 'pytorch']))
    expect(commands).toHaveLength(page.split('npx focal-bench loss').length - 1)
  })

  it.each(
    commands.map(
      (command) => [`${command.library}, ${JSON.stringify(command.input['alpha'])}`, command] as const,
    ),
  )('%s', (_, command) => {
    const { loss, tolerance } = goldenOf(command)
    const answer = answerLossRequest(readLossRequest(command.input))
    expectClose(answer.loss, loss, tolerance)
    expectClose(command.shown, loss, 1e-6)
  })
})
