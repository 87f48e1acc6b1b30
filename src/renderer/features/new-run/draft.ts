import { reactive, watch } from 'vue'
import { defaultModels, defaultRunConfig } from '@shared/config/defaults'
import type { ModelConfig, RunConfig } from '@shared/config/run-config'
import { storeDraft, storedDraft } from './draft-storage'

/** What the form holds: a complete configuration, and what describes the runs to be. */
export interface Draft {
  config: RunConfig
  name: string
  tags: string
  notes: string
  /** Runs to queue, with seeds that count up from the configuration's. */
  repeats: number
}

export function emptyDraft(): Draft {
  return { config: structuredClone(defaultRunConfig), name: '', tags: '', notes: '', repeats: 1 }
}

/** The form begins with another run's configuration. */
export function draftFrom(config: RunConfig, tags: readonly string[]): Draft {
  return { ...emptyDraft(), config: structuredClone(config), tags: tags.join(', ') }
}

/** The draft as it was left, kept as it changes. */
export function useDraft(): Draft {
  const draft = reactive(storedDraft() ?? emptyDraft())
  watch(draft, () => storeDraft(draft), { deep: true })
  return draft
}

/** A copy without Vue's proxies, which a form leaves deep in what it assembles. */
export function plainCopy(config: RunConfig): RunConfig {
  return JSON.parse(JSON.stringify(config)) as RunConfig
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
