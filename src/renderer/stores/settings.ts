import { computed, shallowRef, watch, type Ref } from 'vue'
import { defineStore } from 'pinia'
import { useEventListener, usePreferredDark, usePreferredLanguages, useTimeoutFn } from '@vueuse/core'
import type { Settings } from '@shared/contract/app'
import { unwrapError } from '@shared/contract/errors'
import { useEngine } from '../transport'
import { chooseLanguage, showLanguage } from '../i18n'
import { useToasts } from './toasts'

type Changes = Partial<Omit<Settings, 'layout'>> & { layout?: Record<string, unknown> }

/** The last known settings are kept here too, so that the first paint has the right theme, language and sizes. */
const mirrorKey = 'focal-bench:settings'
const saveDelay = 150

const defaults: Settings = { language: 'system', theme: 'system', trainersAtOnce: 1, layout: {} }

function readMirror(): Settings {
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(mirrorKey) ?? '{}') as Partial<Settings>) }
  } catch {
    return defaults // a mirror that cannot be read is only a slower first paint
  }
}

function writeMirror(settings: Settings): void {
  try {
    localStorage.setItem(mirrorKey, JSON.stringify(settings))
  } catch {
    // storage is full or forbidden: the engine's copy is the one that counts
  }
}

/** Language, theme and what the window remembers. The engine keeps them; changes are sent in one call after a pause. */
export const useSettings = defineStore('settings', () => {
  const engine = useEngine()
  const toasts = useToasts()
  const settings = shallowRef<Settings>(readMirror())
  const preferredDark = usePreferredDark()
  const preferredLanguages = usePreferredLanguages()

  const dark = computed(() =>
    settings.value.theme === 'system' ? preferredDark.value : settings.value.theme === 'dark',
  )
  const language = computed(() => chooseLanguage(settings.value.language, preferredLanguages.value))

  watch(dark, (isDark) => (document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'), {
    immediate: true,
    flush: 'sync',
  })
  watch(language, (wanted) => void showLanguage(wanted).catch(toasts.fail), { immediate: true })

  let unsaved: Changes = {}
  const saving = useTimeoutFn(persist, saveDelay, { immediate: false })

  function take(next: Settings): void {
    settings.value = { ...next, layout: withKnownValues(next.layout, settings.value.layout) }
  }

  /** Reads the engine's settings; what is not saved yet stays on top. */
  async function load(): Promise<void> {
    take(merged(await engine.client.app.settings(), unsaved))
    writeMirror(settings.value)
  }

  /** Changes settings now, here; the engine is told after a short pause. */
  function change(changes: Changes): void {
    unsaved = { ...unsaved, ...changes, layout: { ...unsaved.layout, ...changes.layout } }
    take(merged(settings.value, changes))
    saving.start()
  }

  function persist(): void {
    writeMirror(settings.value)
    void save()
  }

  /** What cannot be saved while the engine is away is saved when it is back. */
  async function save(): Promise<void> {
    if (engine.state.value !== 'ready' || Object.keys(unsaved).length === 0) return
    const changes = unsaved
    unsaved = {}
    try {
      await engine.client.app.changeSettings(changes)
    } catch (thrown) {
      unsaved = { ...changes, ...unsaved, layout: { ...changes.layout, ...unsaved.layout } }
      if (unwrapError(thrown).code !== 'engine-lost') toasts.fail(thrown)
    }
  }
  watch(engine.state, () => void save())
  // What was changed just before the window closes must not wait for the pause.
  useEventListener('pagehide', persist)

  /**
   * A ref that is remembered across restarts under `key`. `isValid` guards against what an older version wrote.
   */
  function remembered<Value>(key: string, initial: Value, isValid?: (value: unknown) => boolean): Ref<Value> {
    return computed<Value>({
      get() {
        const stored = settings.value.layout[key]
        if (stored === undefined) return initial
        return isValid && !isValid(stored) ? initial : (stored as Value)
      },
      set(value) {
        change({ layout: { [key]: value } })
      },
    })
  }

  return { settings, dark, language, load, change, remembered }
})

function merged(settings: Settings, changes: Changes): Settings {
  return { ...settings, ...changes, layout: { ...settings.layout, ...changes.layout } }
}

/**
 * The layout with the very values that are known already where they are equal, so that only those who look at what
 * has changed hear of it: the engine's answer to each change is a copy of everything.
 */
function withKnownValues(next: Settings['layout'], known: Settings['layout']): Settings['layout'] {
  return Object.fromEntries(
    Object.entries(next).map(([key, value]) => {
      const before = known[key]
      return [key, before !== value && JSON.stringify(before) === JSON.stringify(value) ? before : value]
    }),
  )
}
