import type { LossConfig, RunConfig } from '@shared/config/run-config'
import type { EngineClient } from '@shared/contract'
import type { RunSummary } from '@shared/domain/run'
import { splitTags, type Draft } from './draft'

/** What one click queues: the configuration as it is, or the pair that answers "did focal loss help?". */
export type Wish = 'one' | 'pair'

/** Configurations to queue, seeds counting up from the draft's, each with all folds; a pair has cross-entropy first. */
export function wantedConfigs({ config, repeats }: Draft, wish: Wish): RunConfig[] {
  const losses = wish === 'one' ? [config.loss] : pairLosses(config.loss)
  return Array.from({ length: repeats }, (_, i) => config.seed + i).flatMap((seed) =>
    foldsOf(config).flatMap((fold) =>
      losses.map((loss) => {
        const wanted = structuredClone(config)
        return { ...wanted, data: { ...wanted.data, fold }, loss: { ...loss }, seed }
      }),
    ),
  )
}

/** Where the form has a fold, it means all of them. */
function foldsOf({ data: { fold } }: RunConfig): RunConfig['data']['fold'][] {
  if (fold === null) return [null]
  return Array.from({ length: fold.of }, (_, i) => ({ index: i + 1, of: fold.of }))
}

/** The pair's losses, the same but for kind and γ: cross-entropy, and focal with the form's γ (2 where it has none). */
export function pairLosses(loss: LossConfig): [crossEntropy: LossConfig, focal: LossConfig] {
  const gamma = loss.kind === 'focal' && loss.gamma > 0 ? loss.gamma : 2
  return [
    { ...loss, kind: 'ce' },
    { ...loss, kind: 'focal', gamma },
  ]
}

/** Queues what the draft describes, in order. */
export async function queueRuns(client: EngineClient, draft: Draft, wish: Wish): Promise<RunSummary[]> {
  const runs: RunSummary[] = []
  const configs = wantedConfigs(draft, wish)
  const tags = [...splitTags(draft.tags), ...foldsTag(draft.config)]
  for (const config of configs) {
    const name =
      configs.length === 1 && draft.name.trim() !== ''
        ? draft.name.trim()
        : nameOf(draft, config, configs.length)
    runs.push(await client.runs.create({ config, name, tags, notes: draft.notes }))
  }
  return runs
}

/** One tag for all folds of one click; none without folds. */
function foldsTag({ data: { fold } }: RunConfig): string[] {
  return fold === null ? [] : [`${fold.of}-fold ${Date.now().toString(36).slice(-6)}`]
}

/** Several runs of one name are told apart by loss and seed; undefined lets the engine find a name. */
function nameOf(draft: Draft, { data, loss, seed }: RunConfig, count: number): string | undefined {
  if (draft.name.trim() === '' || count === 1) return undefined
  const kind = loss.kind === 'focal' ? `focal γ=${loss.gamma}` : loss.kind
  const fold = data.fold === null ? '' : ` · fold ${data.fold.index}/${data.fold.of}`
  return `${draft.name.trim()} · ${kind} · seed ${seed}${fold}`
}
