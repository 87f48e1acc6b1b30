import { reactive, ref, watch } from 'vue'
import { defineStore } from 'pinia'
import { defaultModels, defaultRunConfig } from '@shared/config/defaults'
import type { ModelConfig, RunConfig } from '@shared/config/run-config'
import type { WrongTexts } from '../../components/field-problems'
import { storeDraft, storedDraft } from './draft-storage'

/** What the form holds: a complete configuration, and what describes the runs to be. */
export interface Draft {
  config: RunConfig
  name: string
  tags: string
  notes: string
  /** Runs to queue, with seeds that count up from the configuration's. */
  repeats: number
  /** Texts that are no values, by the paths of their fields: they wait to be mended, and nothing is queued until then. */
  wrong: WrongTexts
}

export function emptyDraft(): Draft {
  return { config: structuredClone(defaultRunConfig), name: '', tags: '', notes: '', repeats: 1, wrong: {} }
}

/** The form begins with another run's configuration. */
export function draftFrom(config: RunConfig, tags: readonly string[]): Draft {
  return { ...emptyDraft(), config: structuredClone(config), tags: tags.join(', ') }
}

/** The window's draft, as it was left, kept as it changes. */
export const useDraft = defineStore('draft', () => {
  const draft = reactive(storedDraft() ?? emptyDraft())
  /** Counts new beginnings: fields whose text is no value are made anew. */
  const version = ref(0)
  watch(draft, () => storeDraft(draft), { deep: true })

  function begin(next: Draft): void {
    Object.assign(draft, next)
    version.value++
  }

  return { draft, version, begin }
})

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
