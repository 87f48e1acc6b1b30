import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { unwrapError } from '@shared/contract/errors'
import type { ImportOptions } from '@shared/contract/datasets'
import type { ClassCount, FileInspection } from '@shared/domain/dataset'
import type { FocalError } from '@shared/errors'
import { labelHint, truthColumns } from './label-hints'

/** Where the labels of a table stand: in one column, in a column each, or several in one column. */
export const labelModes = ['one', 'columns', 'separated'] as const
export type LabelMode = (typeof labelModes)[number]

export type LabelOptions = Pick<ImportOptions, 'label' | 'labels' | 'labelSeparator'>

const usualSeparators = [';', '|', ',', '/', ' ']
/** Typing goes on for so long before the file is looked into again. */
const restMilliseconds = 250

/**
 * What a person says of a table's labels, and how many rows have each of several.
 * @param count looks into the file with these labels
 */
export function useLabels(
  inspection: Ref<FileInspection | null>,
  count: (labels: LabelOptions, signal: AbortSignal) => Promise<FileInspection | null>,
) {
  const mode = ref<LabelMode>('one')
  const column = ref<string | undefined>()
  /** The label columns, where each label has its own. */
  const columns = reactive(new Set<string>())
  const separator = ref(';')
  const counts = shallowRef<readonly ClassCount[] | null>(null)
  /** Rows read that have none of the labels; null until they are counted. */
  const unlabelled = ref<number | null>(null)
  const error = shallowRef<FocalError | null>(null)

  const chosen = computed(() => inspection.value?.columns.find(({ name }) => name === column.value))
  const isMultiLabel = computed(() => mode.value !== 'one' || chosen.value?.holdsLists === true)
  /** Several labels a row, as it looks, where one is read. */
  const hint = computed(() =>
    mode.value === 'one' ? labelHint(inspection.value?.columns ?? [], chosen.value) : null,
  )
  /** Null until enough is said. */
  const options = computed<LabelOptions | null>(() => {
    if (mode.value === 'columns') return columns.size < 2 ? null : { labels: [...columns] }
    if (column.value === undefined) return null
    if (mode.value === 'one') return { label: column.value }
    return separator.value === '' ? null : { label: column.value, labelSeparator: separator.value }
  })

  function isLabel(name: string): boolean {
    return mode.value === 'columns' ? columns.has(name) : name === column.value
  }

  /** What the labels seem to be. */
  function suggest({ suggestedLabel, columns: found }: FileInspection): void {
    column.value = suggestedLabel ?? undefined
    columns.clear()
    const truths = truthColumns(found)
    if (truths.length > 1) truths.forEach((name) => columns.add(name))
  }

  function reset(): void {
    mode.value = 'one'
    column.value = undefined
    columns.clear()
  }

  watch([mode, column], () => {
    if (mode.value !== 'separated' || chosen.value === undefined) return
    const values = chosen.value.topValues.map(({ value }) => value)
    separator.value =
      usualSeparators.find((candidate) => values.some((value) => value.includes(candidate))) ?? ';'
  })

  watch([inspection, options], (_, __, onCleanup) => {
    counts.value = null
    unlabelled.value = null
    error.value = null
    const labels = options.value
    if (inspection.value === null || labels === null || !isMultiLabel.value) return
    const controller = new AbortController()
    const timer = setTimeout(() => void countWith(labels, controller.signal), restMilliseconds)
    onCleanup(() => {
      clearTimeout(timer)
      controller.abort()
    })
  })

  async function countWith(labels: LabelOptions, signal: AbortSignal): Promise<void> {
    try {
      const found = await count(labels, signal)
      if (signal.aborted || found === null) return
      counts.value = found.labelCounts
      unlabelled.value = found.unlabelled
    } catch (thrown) {
      if (!signal.aborted) error.value = unwrapError(thrown)
    }
  }

  return {
    mode,
    column,
    columns,
    separator,
    counts,
    unlabelled,
    error,
    hint,
    isMultiLabel,
    options,
    isLabel,
    suggest,
    reset,
  }
}
