import { reactive, watch } from 'vue'
import { completeConfig, defaultModels, defaultRunConfig } from '@shared/config/defaults'
import type { ModelConfig, RunConfig } from '@shared/config/run-config'

/** What the form holds: a complete configuration, and what describes the runs to be. */
export interface Draft {
  config: RunConfig
  name: string
  tags: string
  notes: string
  /** Runs to queue, with seeds that count up from the configuration's. */
  repeats: number
}

const storageKey = 'focal-bench:new-run'

export function emptyDraft(): Draft {
  return { config: structuredClone(defaultRunConfig), name: '', tags: '', notes: '', repeats: 1 }
}

/** The form begins with another run's configuration. */
export function draftFrom(config: RunConfig, tags: readonly string[]): Draft {
  return { ...emptyDraft(), config: structuredClone(config), tags: tags.join(', ') }
}

/** A draft that outlives leaving the page and coming back, until the window is closed. */
export function useDraft(initial: Draft | null): Draft {
  const draft = reactive(initial ?? readDraft() ?? emptyDraft())
  watch(draft, () => sessionStorage.setItem(storageKey, JSON.stringify(draft)), { deep: true })
  return draft
}

function readDraft(): Draft | null {
  const stored = sessionStorage.getItem(storageKey)
  if (stored === null) return null
  try {
    const draft = JSON.parse(stored) as Draft
    return { ...draft, config: completeConfig(draft.config) }
  } catch {
    return null // written by an older window; the form begins anew
  }
}

/** Another kind of model with its defaults; what both kinds have in common is kept. */
export function changeModelKind(model: ModelConfig, kind: keyof typeof defaultModels): ModelConfig {
  const next: ModelConfig = structuredClone(defaultModels[kind])
  if (model.kind === 'custom' || next.kind === 'linear' || model.kind === 'linear') {
    return model.kind === 'custom' ? next : { ...next, l2: model.l2 }
  }
  const { activation, dropout, batchNorm, l2 } = model
  return { ...next, activation, dropout, batchNorm, l2 }
}

/** "a, b" as tags, without blanks and doubles. */
export function splitTags(text: string): string[] {
  return [...new Set(text.split(/[,，]/).map((tag) => tag.trim()))].filter((tag) => tag !== '')
}

/** "128, 64" as whole numbers; null where something else stands there. */
export function parseSizes(text: string): number[] | null {
  const parts = text.split(/[\s,，→>-]+/).filter((part) => part !== '')
  const sizes = parts.map(Number)
  return sizes.length > 0 && sizes.every((size) => Number.isInteger(size) && size > 0) ? sizes : null
}

/** "0.5, 2, 1" as one weight a class; null where something else stands there. */
export function parseWeights(text: string): number[] | null {
  const parts = text.split(/[\s,，;]+/).filter((part) => part !== '')
  const weights = parts.map(Number)
  return weights.length > 0 && weights.every((weight) => Number.isFinite(weight) && weight >= 0)
    ? weights
    : null
}
