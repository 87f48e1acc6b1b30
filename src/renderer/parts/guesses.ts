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

export interface GuessWarning {
  key: string
  text: string
}

/** Classes that are named; of more, how many there are. */
const mostNamed = 8

/**
 * A warning for each run and epoch whose accuracy says nothing: at which epoch, and which classes are never right.
 * @param record the whole record of such an epoch, as soon as it is there
 */
export function useGuessWarnings(
  runs: () => readonly RunSummary[],
  choices: () => readonly EpochChoice[],
  record: (run: RunSummary, choice: EpochChoice) => EpochRecord | undefined,
): ComputedRef<GuessWarning[]> {
  const { t } = useI18n()
  const format = useFormat()

  function classesText(found: EpochRecord | undefined): string {
    const labels = found ? neverRight(found) : []
    if (labels.length === 0) return ''
    const named = labels.slice(0, mostNamed).join(', ')
    const classes = labels.length > mostNamed ? `${named}, …` : named
    return t(
      'parts.guesses.neverRight',
      { count: format.value.integer(labels.length), classes },
      labels.length,
    )
  }

  return computed(() => {
    const warnings = new Map<string, GuessWarning>()
    for (const run of runs()) {
      for (const choice of choices()) {
        const epoch = run[choice]
        // The best epoch may be the last one, too.
        const key = `${run.id} ${epoch?.epoch}`
        if (epoch === null || !onlyGuesses(run, epoch) || warnings.has(key)) continue
        const text = t('parts.guesses.only', {
          name: run.name,
          which: t(`parts.guesses.${choice}`),
          epoch: format.value.integer(epoch.epoch),
          accuracy: format.value.percent(epoch.accuracy),
          share: format.value.percent(run.majorityBaseline),
        })
        warnings.set(key, { key, text: `${text} ${classesText(record(run, choice))}`.trim() })
      }
    }
    return [...warnings.values()]
  })
}
