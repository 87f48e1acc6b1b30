import { lossKindName } from '@core/run-name'
import type { LossConfig, RunConfig } from '@shared/config/run-config'
import type { EngineClient } from '@shared/contract'
import type { RunSummary } from '@shared/domain/run'
import { plainCopy, splitTags, type Draft } from './draft'

/** What one click queues: the configuration as it is, or the pair that answers "did focal loss help?". */
export type Wish = 'one' | 'pair'

/** How many runs a wish queues: all seeds, each with all folds, of each of its losses. */
export function runsOf({ config, repeats }: Draft, wish: Wish): number {
  return repeats * (config.data.fold?.of ?? 1) * (wish === 'pair' ? 2 : 1)
}

/** Configurations to queue, seeds counting up from the draft's, each with all folds; a pair has cross-entropy first. */
export function wantedConfigs({ config, repeats }: Draft, wish: Wish): RunConfig[] {
  const losses = wish === 'one' ? [config.loss] : pairLosses(config.loss)
  return Array.from({ length: repeats }, (_, i) => config.seed + i).flatMap((seed) =>
    foldsOf(config).flatMap((fold) =>
      losses.map((loss) => {
        const wanted = { ...config, data: { ...config.data, fold }, loss, seed }
        return plainCopy(wanted)
      }),
    ),
  )
}

/** Where the form has a fold, it means all of them. */
function foldsOf({ data: { fold } }: RunConfig): RunConfig['data']['fold'][] {
  if (fold === null) return [null]
  return Array.from({ length: fold.of }, (_, i) => ({ index: i + 1, of: fold.of }))
}

/**
 * The pair's losses, the same but for kind and γ: cross-entropy, and focal with the form's γ and its schedule, or with a
 * constant γ of 2 where the form has none that makes it another loss than cross-entropy.
 */
export function pairLosses(loss: LossConfig): [crossEntropy: LossConfig, focal: LossConfig] {
  const isFocal = loss.kind === 'focal' && (loss.gamma > 0 || loss.gammaSchedule !== 'constant')
  const focal: LossConfig = isFocal ? { ...loss } : { ...loss, gamma: 2, gammaSchedule: 'constant' }
  return [
    { ...loss, kind: 'ce' },
    { ...focal, kind: 'focal' },
  ]
}

/** Queues what the draft describes, in order. */
export async function queueRuns(client: EngineClient, draft: Draft, wish: Wish): Promise<RunSummary[]> {
  const runs: RunSummary[] = []
  const configs = wantedConfigs(draft, wish)
  const tags = [...splitTags(draft.tags), ...foldsTag(draft.config)]
  const withSeed = draft.repeats > 1
  for (const config of configs) {
    const name = nameOf(draft, config, wish)
    runs.push(await client.runs.create({ config, name, withSeed, tags, notes: draft.notes }))
  }
  return runs
}

/** One tag for all folds of one click; none without folds. */
function foldsTag({ data: { fold } }: RunConfig): string[] {
  return fold === null ? [] : [`${fold.of}-fold ${Date.now().toString(36).slice(-6)}`]
}

/** The draft's name with what tells the runs of one click apart; undefined, where there is none, lets the engine find one. */
export function nameOf(
  { name, repeats }: Draft,
  { data, loss, seed }: RunConfig,
  wish: Wish,
): string | undefined {
  if (name.trim() === '') return undefined
  return [
    name.trim(),
    ...(wish === 'pair' ? [lossKindName(loss)] : []),
    ...(repeats > 1 ? [`seed ${seed}`] : []),
    ...(data.fold === null ? [] : [`fold ${data.fold.index}/${data.fold.of}`]),
  ].join(' · ')
}
