import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { unpairedReasons, type UnpairedReason } from '@shared/domain/paired'
import type { RunSummary } from '@shared/domain/run'
import type { FocalError } from '@shared/errors'
import { errorText } from '../../i18n/error-text'
import type { ListedNotice } from './notices'

interface UnpairedRuns {
  runs: () => readonly RunSummary[]
  reference: () => RunSummary | null
  reason: (id: string) => UnpairedReason | null
  error: () => FocalError | null
}

/** Runs that a sentence names. */
const mostNamed = 4

/** Why some runs are not compared with the reference row by row: each reason once, with the runs that it holds for. */
export function useUnpairedNotices(unpaired: UnpairedRuns): ComputedRef<ListedNotice[]> {
  const { t } = useI18n()

  function noticeOf(why: UnpairedReason): ListedNotice[] {
    const runs = unpaired.runs().filter(({ id }) => unpaired.reason(id) === why)
    if (runs.length === 0) return []
    const named = runs.slice(0, mostNamed).map(({ name }) => t('compare.unpaired.quoted', { name }))
    const names = [...named, ...(runs.length > mostNamed ? ['…'] : [])].join(t('compare.unpaired.separator'))
    const values = { names, reference: unpaired.reference()?.name ?? '' }
    return [{ key: why, tone: 'info', text: t(`compare.unpaired.${why}`, values) }]
  }

  return computed(() => {
    const error = unpaired.error()
    const failed = error && t('compare.unpaired.failed', { problem: errorText(error) })
    return [
      ...(failed ? [{ key: 'failed', tone: 'danger' as const, text: failed }] : []),
      // Of other data there is a warning already.
      ...unpairedReasons.filter((why) => why !== 'otherData').flatMap(noticeOf),
    ]
  })
}
