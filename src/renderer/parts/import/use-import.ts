import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { compareLabels } from '@core/columns/label-order'
import { unwrapError } from '@shared/contract/errors'
import type { FileSource, ImportOptions, ImportRequest } from '@shared/contract/datasets'
import {
  missingRules,
  type ClassCount,
  type ColumnType,
  type Dataset,
  type FileInspection,
  type ImportNote,
  type ImportProgress,
  type MissingRule,
} from '@shared/domain/dataset'
import { FocalError } from '@shared/errors'
import { useEngine } from '../../transport'
import type { PickedFile } from '../../transport/host'
import { useLabels, type LabelOptions } from './use-labels'

export type ImageSize = NonNullable<ImportOptions['image']>

/** One file on its way to a data set: looked into, described by a person, imported, or given up. */
export function useImport() {
  const { client } = useEngine()
  const source = shallowRef<FileSource | null>(null)
  const inspection = shallowRef<FileInspection | null>(null)
  const error = shallowRef<FocalError | null>(null)
  const busy = ref<'inspect' | 'import' | null>(null)
  const progress = shallowRef<ImportProgress | null>(null)
  /** What a person should know of the way the file was read. */
  const notes = shallowRef<readonly ImportNote[]>([])
  const name = ref('')
  /** What a person says of missing values; null until then. */
  const missingChosen = ref<MissingRule | null>(null)
  const split = ref<string | undefined>()
  const header = ref(true)
  const types = reactive(new Map<string, ColumnType>())
  /** The file that holds the labels of arrays, where it is not beside them. */
  const labelsFile = shallowRef<PickedFile | null>(null)
  const lacksLabels = ref(false)
  /** What images are brought to; null keeps their size, or chooses one. */
  const imageSize = shallowRef<ImageSize | null>(null)
  let cancelling: AbortController | null = null
  const labels = useLabels(inspection, countLabels)

  const needsLabel = computed(() => inspection.value !== null && inspection.value.samples === null)
  const ready = computed(
    () =>
      inspection.value !== null &&
      busy.value === null &&
      (!needsLabel.value || labels.options.value !== null),
  )
  const takesLabelsFile = computed(() => {
    if (lacksLabels.value || labelsFile.value !== null) return true
    const found = inspection.value
    if (found === null || found.name.toLowerCase().endsWith('.npz')) return false
    return found.format === 'idx' || found.format === 'numpy'
  })
  const takesImageSize = computed(() => {
    const found = inspection.value
    if (found === null) return false
    return found.format === 'images' || found.columns.some(({ name }) => typeOf(name) === 'image')
  })
  /** Counts by class, or by label, among the rows read; null where they have too many different labels to be known. */
  const classes = computed<readonly ClassCount[] | null>(() => {
    if (inspection.value?.samples) return inspection.value.samples.classes
    if (labels.isMultiLabel.value) return labels.counts.value
    const column = inspection.value?.columns.find(({ name }) => name === labels.column.value)
    if (column === undefined || column.distinct > column.topValues.length) return null
    return column.topValues
      .map(({ value, count }) => ({ label: value, count }))
      .sort((a, b) => compareLabels(a.label, b.label))
  })
  /** Cells without a value in the columns that are used; of separated labels an empty cell is none. */
  const missingCells = computed(() =>
    (inspection.value?.columns ?? []).reduce(
      (sum, { name: column, missing: cells }) => sum + (mayBeEmpty(column) ? 0 : cells),
      0,
    ),
  )

  /** Rows read without a label, where each needs one. */
  const missingLabels = computed(() =>
    (inspection.value?.columns ?? []).reduce(
      (sum, { name: column, missing: cells }) =>
        sum + (labels.isLabel(column) && !mayBeEmpty(column) ? cells : 0),
      0,
    ),
  )
  /** Labels are never filled in. */
  const missingOffered = computed(() =>
    missingRules.filter((rule) => missingLabels.value === 0 || rule === 'refuse' || rule === 'drop'),
  )
  /** Refusing is the rule for surprises: where values are seen to be missing, it would refuse the file for sure. */
  const missing = computed<MissingRule>({
    get: () => {
      const chosen = missingChosen.value
      if (chosen !== null && missingOffered.value.includes(chosen)) return chosen
      if (missingLabels.value > 0) return 'drop'
      return missingCells.value > 0 ? 'mean' : 'refuse'
    },
    set: (rule) => (missingChosen.value = rule),
  })

  // What was refused may be right now.
  watch([missing, split, labels.options, () => [...types], imageSize], () => {
    if (inspection.value !== null) error.value = null
  })

  function typeOf(column: string): ColumnType {
    return (
      types.get(column) ?? inspection.value?.columns.find((known) => known.name === column)?.type ?? 'numeric'
    )
  }

  function mayBeEmpty(column: string): boolean {
    if (labels.isLabel(column)) return labels.isMultiLabel.value && labels.mode.value !== 'columns'
    return typeOf(column) === 'ignore'
  }

  /** Whether a column is no feature: a label, or the split. */
  function hasRole(column: string): boolean {
    return labels.isLabel(column) || column === split.value
  }

  function reset(): void {
    cancel()
    source.value = null
    inspection.value = null
    error.value = null
    notes.value = []
    labels.reset()
    split.value = undefined
    missingChosen.value = null
    types.clear()
    labelsFile.value = null
    lacksLabels.value = false
    imageSize.value = null
  }

  async function inspect(from: FileSource, shownName: string): Promise<void> {
    reset()
    source.value = from
    name.value = shownName.replace(/\.[^.]+$/, '')
    await look({})
  }

  /** Looks again: the first line names the columns, or it does not. */
  async function setHeader(isHeader: boolean): Promise<void> {
    types.clear()
    split.value = undefined
    await look({ header: isHeader })
  }

  async function setLabelsFile(picked: PickedFile): Promise<void> {
    labelsFile.value = picked
    await look({})
  }

  function setImageSize(size: ImageSize | null): void {
    imageSize.value = size
  }

  async function look(layout: { header?: boolean }): Promise<void> {
    const from = source.value
    if (from === null) return
    await attempt('inspect', async (signal) => {
      const found = await client.datasets.inspect({ source: from, ...layout, ...labelsOption() }, { signal })
      inspection.value = found
      labels.suggest(found)
      header.value = found.csv?.header ?? true
    })
  }

  /** Looks again, for the rows that have each of several labels. */
  async function countLabels(of: LabelOptions, signal: AbortSignal): Promise<FileInspection | null> {
    const from = source.value
    if (from === null) return null
    const layout = inspection.value?.csv == null ? {} : { header: header.value }
    return client.datasets.inspect({ source: from, ...layout, ...labelsOption(), ...of }, { signal })
  }

  function labelsOption(): Pick<ImportOptions, 'labelsFile'> {
    return labelsFile.value === null ? {} : { labelsFile: labelsFile.value.source }
  }

  /** @returns the data set, or null where it failed or was cancelled */
  async function importFile(): Promise<Dataset | null> {
    const request = toRequest()
    if (request === null) return null
    let imported: Dataset | null = null
    await attempt('import', async (signal) => {
      for await (const event of await client.datasets.importWithProgress(request, { signal })) {
        if (event.type === 'progress') progress.value = event
        else if (event.type === 'failed') throw new FocalError(event.error)
        else {
          imported = event.dataset
          notes.value = event.notes
        }
      }
    })
    return imported
  }

  function toRequest(): ImportRequest | null {
    if (source.value === null || inspection.value === null) return null
    const given = name.value.trim()
    return {
      source: source.value,
      types: Object.fromEntries([...types].filter(([column]) => !hasRole(column))),
      missing: missing.value,
      ...(needsLabel.value ? labels.options.value : {}),
      ...(split.value === undefined ? {} : { split: split.value }),
      ...(inspection.value.csv === null ? {} : { header: header.value }),
      ...(given === '' ? {} : { name: given }),
      ...labelsOption(),
      ...(takesImageSize.value && imageSize.value !== null ? { image: imageSize.value } : {}),
    }
  }

  async function attempt(
    what: 'inspect' | 'import',
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const controller = new AbortController()
    cancelling = controller
    busy.value = what
    error.value = null
    progress.value = null
    try {
      await work(controller.signal)
    } catch (thrown) {
      if (!controller.signal.aborted) fail(thrown)
    } finally {
      if (cancelling === controller) {
        cancelling = null
        busy.value = null
      }
    }
  }

  function fail(thrown: unknown): void {
    error.value = unwrapError(thrown)
    if (error.value.details['field'] === 'labelsFile') lacksLabels.value = true
  }

  function cancel(): void {
    cancelling?.abort()
    cancelling = null
    busy.value = null
  }

  return {
    inspection,
    error,
    busy,
    progress,
    notes,
    labels,
    name,
    missing,
    split,
    header,
    types,
    needsLabel,
    ready,
    classes,
    missingCells,
    missingLabels,
    missingOffered,
    labelsFile,
    imageSize,
    takesLabelsFile,
    takesImageSize,
    typeOf,
    reset,
    inspect,
    setHeader,
    setLabelsFile,
    setImageSize,
    importFile,
    fail,
    cancel,
  }
}

export type ImportForm = ReturnType<typeof useImport>
