import { useI18n } from 'vue-i18n'
import { useFormat } from '../../../i18n/format'
import type { ComparedClass } from './class-scores'

/** How many samples a class has, in words; a range where the runs differ. */
export function useSupportWords() {
  const { t } = useI18n()
  const format = useFormat()

  function range({ least, most }: { least: number; most: number }): string {
    const [low, high] = [format.value.integer(least), format.value.integer(most)]
    return least === most ? low : `${low}–${high}`
  }

  return {
    /** Training samples, the bare number. */
    train: (item: ComparedClass): string => range(item.train),
    /** Validation samples, the bare number. */
    validation: (item: ComparedClass): string => range(item.validation),
    /** "12 training, 36 validation". */
    both: (item: ComparedClass): string =>
      t('compare.classes.supports', { train: range(item.train), validation: range(item.validation) }),
  }
}
