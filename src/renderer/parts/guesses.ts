import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { EpochRecord, EpochSummary } from '@shared/domain/metrics'
import type { RunSummary } from '@shared/domain/run'
import { useFormat } from '../i18n/format'
import type { EpochChoice } from './epoch-records'

/** Whether the accuracy is no better than always guessing the largest class. */
export function onlyGuesses(run: RunSummary, epoch: EpochSummary | null): boolean {
  return epoch !== null && run.majorityBaseline !== null && epoch.accuracy <= run.majorityBaseline
}

/** Labels of the classes that have validation samples, none of which is right. */
export function neverRight({ validation }: EpochRecord): string[] {
  return validation.perClass
    .filter(({ support, recall }) => support > 0 && recall === 0)
    .map(({ label }) => label)
}

/** Labels of the classes with samples, none of which is right, of a record that is there. */
function labelsOf(record: EpochRecord | undefined): string[] {
  return record ? neverRight(record) : []
}

export interface GuessWarning {
  key: string
  text: string
}

/** Classes that are named; of more, how many there are. */
const mostNamed = 8

/**
 * A warning for each run and epoch that never gets some class right, or whose accuracy says nothing.
 * @param record the whole record of such an epoch, as soon as it is there
 */
export function useGuessWarnings(
  runs: () => readonly RunSummary[],
  choices: () => readonly EpochChoice[],
  record: (run: RunSummary, choice: EpochChoice) => EpochRecord | undefined,
): ComputedRef<GuessWarning[]> {
  const { t } = useI18n()
  const format = useFormat()

  function neverText(labels: readonly string[], multiLabel: boolean): string {
    const named = labels.slice(0, mostNamed).join(t('parts.guesses.separator'))
    return t(
      multiLabel ? 'parts.guesses.neverFound' : 'parts.guesses.neverRight',
      {
        count: format.value.integer(labels.length),
        classes: labels.length > mostNamed ? `${named}, …` : named,
      },
      labels.length,
    )
  }

  function onlyText(run: RunSummary, epoch: EpochSummary): string {
    return t('parts.guesses.only', {
      accuracy: format.value.percent(epoch.accuracy),
      share: format.value.percent(run.majorityBaseline),
    })
  }

  function warningText(run: RunSummary, choice: EpochChoice, epoch: EpochSummary): string | null {
    const labels = labelsOf(record(run, choice))
    const never = labels.length === 0 ? null : neverText(labels, run.multiLabel)
    const only = onlyGuesses(run, epoch) ? onlyText(run, epoch) : null
    const said = never !== null && only !== null ? t('parts.guesses.both', { never, only }) : (never ?? only)
    if (said === null) return null
    const which = t(`parts.guesses.${choice}`)
    const about = { name: run.name, which, epoch: format.value.integer(epoch.epoch) }
    return t('parts.guesses.about', { ...about, said })
  }

  return computed(() => {
    const warnings = new Map<string, GuessWarning>()
    for (const run of runs()) {
      for (const choice of choices()) {
        const epoch = run[choice]
        // The best epoch may be the last one, too.
        const key = `${run.id} ${epoch?.epoch}`
        if (epoch === null || warnings.has(key)) continue
        const text = warningText(run, choice, epoch)
        if (text !== null) warnings.set(key, { key, text })
      }
    }
    return [...warnings.values()]
  })
}
