/** Time to equal accuracy on the digits: speed must not be bought with worse learning. */
import { join } from 'node:path'
import type { Contender } from './contenders'
import { digitsConfig, digitsContent, digitsModel } from './digits'
import { measure, type Answer, type Programs } from './measure'
import { median } from './statistics'
import { prepareTask } from './workload'

export interface AccuracyResult {
  title: string
  /** Seeds that reached the target, of all. */
  reached: number
  seeds: number
  /** Medians over the seeds that did. */
  epochs: number | null
  /** Training alone, what compiles excluded. */
  trainingSeconds: number | null
  /** From the start of the process, everything included. */
  wholeSeconds: number | null
  errors: string[]
}

/** Balanced accuracy on the validation split: what nearly every seed reaches, so that few seeds compare speed, not luck. */
export const accuracyTarget = 0.95
const maxEpochs = 100

/** Every contender trains with each seed, seed by seed, until it is there. */
export async function measureAccuracy(
  contenders: Contender[],
  seeds: number,
  programs: Programs,
  folder: string,
  log: (line: string) => void,
): Promise<AccuracyResult[]> {
  const content = await digitsContent()
  const results = new Map<Contender, { answers: { answer: Answer; seconds: number }[]; errors: string[] }>(
    contenders.map((contender) => [contender, { answers: [], errors: [] }]),
  )
  for (let seed = 1; seed <= seeds; seed++) {
    const config = digitsConfig(seed, maxEpochs)
    const rest = { mode: 'accuracy' as const, target: accuracyTarget, maxEpochs, seed }
    const task = await prepareTask(join(folder, `digits-${seed}`), content, config, digitsModel, rest)
    for (const contender of contenders) {
      const { answer, seconds, error } = await measure(programs, contender, task)
      const { answers, errors } = results.get(contender)!
      if (answer === null) errors.push(error)
      else answers.push({ answer, seconds })
      log(`accuracy, seed ${seed}: ${contender.title}: ${error ?? `${answer.epochs?.length} epochs`}`)
    }
  }
  return [...results].map(([{ title }, { answers, errors }]) => {
    const there = answers.filter(({ answer }) => answer.epochs!.at(-1)!.balancedAccuracy >= accuracyTarget)
    const of = (figure: (run: { answer: Answer; seconds: number }) => number) =>
      there.length === 0 ? null : median(there.map(figure))
    return {
      title,
      reached: there.length,
      seeds,
      epochs: of(({ answer }) => answer.epochs!.length),
      trainingSeconds: of(({ answer }) => answer.epochs!.at(-1)!.seconds),
      wholeSeconds: of(({ seconds }) => seconds),
      errors,
    }
  })
}
