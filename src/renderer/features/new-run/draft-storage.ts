import { completeConfig } from '@shared/config/defaults'
import type { Draft } from './draft'

/** The draft of a new run outlives leaving its page and reloading the window; it ends with the window. */
const key = 'focal-bench:new-run'

export function storeDraft(draft: Draft, storage: Storage = sessionStorage): void {
  storage.setItem(key, JSON.stringify(draft))
}

/** The draft as it was left; null where there is none, or none that this window can read. */
export function storedDraft(storage: Storage = sessionStorage): Draft | null {
  const stored = storage.getItem(key)
  if (stored === null) return null
  try {
    const draft: unknown = JSON.parse(stored)
    return isDraft(draft) ? { ...draft, config: completeConfig(draft.config) } : null
  } catch {
    return null
  }
}

function isDraft(value: unknown): value is Draft {
  const draft = value as Partial<Draft> | null
  const isText = [draft?.name, draft?.tags, draft?.notes].every((text) => typeof text === 'string')
  const { data, model, loss, optimizer, training } = draft?.config ?? {}
  const isConfig = [data, model, loss, optimizer, training].every((section) => typeof section === 'object')
  return isText && isConfig && typeof draft?.repeats === 'number'
}
