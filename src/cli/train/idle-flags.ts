/** Flags that were given and change nothing, because another choice leaves them out: a run would only seem to have them. */
import type { RunConfig } from '@shared/config/run-config'
import { flagOf, type TrainFlags } from './flags'

interface Use {
  /** Shorthand key of the flag. */
  key: string
  isUsed: (config: RunConfig) => boolean
  /** What it is for: `--loss focal`. */
  needs: string
}

const isFocal = ({ loss }: RunConfig) => loss.kind === 'focal'

const uses: readonly Use[] = [
  { key: 'gamma', isUsed: isFocal, needs: '--loss focal' },
  { key: 'gammaSchedule', isUsed: isFocal, needs: '--loss focal' },
  {
    key: 'gammaEnd',
    isUsed: (config) => isFocal(config) && config.loss.gammaSchedule !== 'constant',
    needs: '--loss focal with --gamma-schedule linear or step',
  },
  {
    key: 'gammaFrom',
    isUsed: (config) => isFocal(config) && config.loss.gammaSchedule === 'step',
    needs: '--loss focal with --gamma-schedule step',
  },
  { key: 'tau', isUsed: ({ loss }) => loss.kind === 'balancedSoftmax', needs: '--loss balancedSoftmax' },
  { key: 'beta', isUsed: ({ loss }) => loss.alpha === 'effective', needs: '--alpha effective' },
  {
    key: 'reweightFrom',
    isUsed: ({ loss }) => loss.alpha !== 'none',
    needs: 'class weights, such as --alpha effective',
  },
  { key: 'imbalanceShape', isUsed: ({ data }) => data.imbalance > 1, needs: '--imbalance above 1' },
  {
    key: 'momentum',
    isUsed: ({ optimizer }) => optimizer.kind === 'momentum' || optimizer.kind === 'rmsprop',
    needs: '--optimizer momentum or rmsprop',
  },
]

/** One line for each flag without effect, and for one α that weighs all classes alike. */
export function idleFlagNotes(flags: TrainFlags, config: RunConfig): string[] {
  const notes = uses
    .filter(({ key, isUsed }) => key in flags && !isUsed(config))
    .map(({ key, needs }) => `${flagOf(key)} changes nothing here: it is for ${needs}.`)
  const { alpha, activation } = config.loss
  if ('alpha' in flags && typeof alpha === 'number' && activation === 'softmax' && alpha !== 1) {
    notes.push(
      `--alpha ${alpha} multiplies the whole loss and balances nothing. Give one number a class, or balanced or effective.`,
    )
  }
  return notes
}
