import { computed, shallowRef, watch } from 'vue'
import { useDebounceFn } from '@vueuse/core'
import { useI18n } from 'vue-i18n'
import type { ConfigCheck, ConfigWarning } from '@shared/contract/runs'
import { unwrapError } from '@shared/contract/errors'
import type { SplitPreview } from '@shared/domain/dataset'
import type { FocalError } from '@shared/errors'
import { errorText, issueText } from '../../i18n/error-text'
import { useFormat } from '../../i18n/format'
import { useEngine } from '../../transport'
import { adviceValues } from './advice'
import type { Draft } from './draft'

/** What the engine says of the draft as it stands: problems by field, advice, and the counts that the split would leave. */
export function useChecks(draft: Draft) {
  const { client } = useEngine()
  const { t, te } = useI18n()
  const format = useFormat()
  const check = shallowRef<ConfigCheck>({ issues: [], warnings: [] })
  const split = shallowRef<SplitPreview | null>(null)
  const splitProblem = shallowRef<FocalError | null>(null)
  const splitError = computed(() => splitProblem.value && errorText(splitProblem.value))
  let newest = 0

  async function ask(): Promise<void> {
    const asked = ++newest
    const { data, seed } = draft.config
    const [checked, counted] = await Promise.allSettled([
      client.runs.check({ config: draft.config }),
      client.datasets.previewSplit({ data, seed }),
    ])
    if (asked !== newest) return // an answer to an older question
    if (checked.status === 'fulfilled') check.value = checked.value
    split.value = counted.status === 'fulfilled' ? counted.value : null
    splitProblem.value = counted.status === 'rejected' ? unwrapError(counted.reason) : null
  }

  const askSoon = useDebounceFn(ask, 150)
  watch(() => draft.config, askSoon, { deep: true })
  void ask()

  /** What is wrong with a field, by its dotted path; null where nothing is. */
  function issueOf(path: string): string | null {
    const issue = check.value.issues.find((one) => one.path === path || one.path.startsWith(`${path}.`))
    return issue ? issueText(issue) : null
  }

  /** Advice in the language in use; the engine's own words where it has a code that the window does not know. */
  function adviceText(warning: ConfigWarning): string {
    const key = `new-run.advice.${warning.code}`
    return te(key) ? t(key, adviceValues(warning, format.value, t('common.listSeparator'))) : warning.message
  }

  /** What deserves a second look at a field, by its dotted path; null where nothing does. */
  function warningOf(path: string): string | null {
    const found = check.value.warnings.filter((warning) => warning.path === path)
    return found.length === 0 ? null : found.map(adviceText).join(' ')
  }

  return { check, split, splitError, issueOf, warningOf, adviceText }
}

export type Checks = ReturnType<typeof useChecks>
