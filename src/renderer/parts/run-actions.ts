import {
  ArrowRight,
  CopyPlus,
  Download,
  Flag,
  FlagOff,
  Hash,
  Palette,
  Pin,
  PinOff,
  Play,
  Square,
  Trash2,
} from '@lucide/vue'
import { h, type Component } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type { RunSummary } from '@shared/domain/run'
import ColourSwatch from '../components/ColourSwatch.vue'
import { copyText } from '../components/copy-text'
import { saveText } from '../components/csv'
import type { MenuEntry } from '../components/menu'
import { useQueue } from '../stores/queue'
import { useRuns, type RunChanges } from '../stores/runs'
import { useToasts } from '../stores/toasts'
import { paletteColours } from '../theme/run-colour'
import { useEngine } from '../transport'
import { canResume, canStop } from './run-states'
import { rememberOpener } from './way-back'

/**
 * What can be done with runs, as entries of a menu, the same in the run list and in a run's details. Failures are
 * said in a toast; nothing rejects.
 */
export function useRunActions() {
  const { t } = useI18n()
  const router = useRouter()
  const { client } = useEngine()
  const runs = useRuns()
  const queue = useQueue()
  const toasts = useToasts()

  /** Runs an action and says what went wrong. */
  async function attempt(action: () => unknown): Promise<void> {
    try {
      await action()
    } catch (thrown) {
      toasts.fail(thrown)
    }
  }

  const update = (ids: string[], changes: RunChanges): Promise<void> =>
    attempt(() => runs.update(ids, changes))
  const remove = (ids: string[]): Promise<void> => attempt(() => runs.remove(ids))
  const copyToNew = (id: string): Promise<void> =>
    attempt(() => router.push({ name: 'new-run', query: { from: id } }))
  /** The page takes the focus; `useWayBack` gives it back to what it was on. */
  const openDetails = (id: string): Promise<void> =>
    attempt(() => {
      rememberOpener()
      return router.push({ name: 'details', params: { id }, state: { focus: true } })
    })

  function stop(stopped: readonly RunSummary[]): Promise<void> {
    return attempt(async () => {
      for (const run of stopped) await queue.cancel(run.id)
    })
  }

  function resume(resumed: readonly RunSummary[]): Promise<void> {
    return attempt(async () => {
      for (const { id } of resumed) runs.merge([await client.runs.resume({ id })])
    })
  }

  function exportRuns(exported: readonly RunSummary[], format: 'csv' | 'json'): Promise<void> {
    return attempt(async () => {
      const { text } = await client.exports.toText({ ids: exported.map(({ id }) => id), format })
      const name = exported.length === 1 ? exported[0]!.name : `focal-bench-${exported.length}-runs`
      saveText(`${name}.${format}`, text, format === 'csv' ? 'text/csv' : 'application/json')
    })
  }

  function copyIds(copied: readonly RunSummary[]): Promise<void> {
    return attempt(async () => {
      await copyText(copied.map(({ id }) => id).join('\n'))
      toasts.show({
        kind: 'success',
        text: t('parts.actions.copiedId', { count: copied.length }, copied.length),
      })
    })
  }

  /** Entries for a menu on these runs (at least one). In the list, `first` stand above all others and Delete removes. */
  function entries(chosen: readonly RunSummary[], first: readonly MenuEntry[] = []): MenuEntry[] {
    const inList = first.length > 0
    const ids = chosen.map(({ id }) => id)
    const only = chosen.length === 1 ? chosen[0]! : null
    const pinned = chosen.every((run) => run.pinned)
    const stoppable = chosen.filter(({ state }) => canStop(state))
    const resumable = chosen.filter(({ state }) => canResume(state))
    /** With more than one run, how many the entry is about. */
    const word = (key: string, count = chosen.length): string => t(`parts.actions.${key}`, { count }, count)
    return [
      ...first,
      ...(inList ? (['separator'] as const) : []),
      {
        id: 'pin',
        label: word(pinned ? 'unpin' : 'pin'),
        icon: pinned ? PinOff : Pin,
        run: () => update(ids, { pinned: !pinned }),
      },
      ...(only
        ? [
            {
              id: 'baseline',
              label: word(only.baseline ? 'noBaseline' : 'baseline'),
              icon: only.baseline ? FlagOff : Flag,
              run: () => update(ids, { baseline: !only.baseline }),
            },
          ]
        : []),
      { id: 'colour', label: word('colour'), icon: Palette, children: colourEntries(chosen, update) },
      'separator',
      ...(only ? [{ id: 'copy', label: word('copy'), icon: CopyPlus, run: () => copyToNew(only.id) }] : []),
      ...(stoppable.length > 0
        ? [{ id: 'stop', label: word('stop', stoppable.length), icon: Square, run: () => stop(stoppable) }]
        : []),
      ...(resumable.length > 0
        ? [
            {
              id: 'resume',
              label: word('resume', resumable.length),
              icon: Play,
              run: () => resume(resumable),
            },
          ]
        : []),
      {
        id: 'export',
        label: word('export'),
        icon: Download,
        children: [
          { id: 'csv', label: word('exportCsv'), run: () => exportRuns(chosen, 'csv') },
          { id: 'json', label: word('exportJson'), run: () => exportRuns(chosen, 'json') },
        ],
      },
      { id: 'copy-id', label: word('copyId'), icon: Hash, run: () => copyIds(chosen) },
      'separator',
      {
        id: 'remove',
        label: word('remove'),
        icon: Trash2,
        danger: true,
        shortcut: inList ? 'delete' : undefined,
        run: () => remove(ids),
      },
    ]
  }

  function colourEntries(chosen: readonly RunSummary[], change: typeof update): MenuEntry[] {
    return paletteColours.map((colour, index) => ({
      id: colour,
      label: t('common.colourNumber', { number: index + 1 }),
      icon: swatches[index]!,
      run: () =>
        change(
          chosen.map(({ id }) => id),
          { colour },
        ),
    }))
  }

  const openEntry = (run: RunSummary): MenuEntry => ({
    id: 'open',
    label: t('parts.actions.open'),
    icon: ArrowRight,
    shortcut: 'enter',
    run: () => openDetails(run.id),
  })

  return { attempt, update, remove, copyToNew, openDetails, openEntry, stop, resume, exportRuns, entries }
}

const swatches: readonly Component[] = paletteColours.map(
  (colour) => () => h(ColourSwatch, { colour, size: 12 }),
)
