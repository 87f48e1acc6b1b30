import { completeConfig } from '@shared/config/defaults'
import type { Draft } from './draft'

/**
 * The draft of a new run outlives leaving its page, reloading the window and closing it. Each window has its own; one that
 * is opened begins with the draft that was written last.
 */
const key = 'focal-bench:new-run'

export function storeDraft(
  draft: Draft,
  ofWindow: Storage = sessionStorage,
  last: Storage = localStorage,
): void {
  const text = JSON.stringify(draft)
  ofWindow.setItem(key, text)
  last.setItem(key, text)
}

/** The draft as it was left; null where there is none, or none that this window can read. */
export function storedDraft(ofWindow: Storage = sessionStorage, last: Storage = localStorage): Draft | null {
  const stored = ofWindow.getItem(key) ?? last.getItem(key)
  if (stored === null) return null
  try {
    const draft: unknown = JSON.parse(stored)
    return isDraft(draft)
      ? { ...draft, config: completeConfig(draft.config), wrong: draft.wrong ?? {} }
      : null
  } catch {
    return null
  }
}

/** `wrong` is not in drafts of windows that did not keep it. */
function isDraft(value: unknown): value is Omit<Draft, 'wrong'> & Partial<Pick<Draft, 'wrong'>> {
  const draft = value as Partial<Draft> | null
  const isText = [draft?.name, draft?.tags, draft?.notes].every((text) => typeof text === 'string')
  const { data, model, loss, optimizer, training } = draft?.config ?? {}
  const isConfig = [data, model, loss, optimizer, training].every((section) => typeof section === 'object')
  const isWrong = Object.values(draft?.wrong ?? {}).every((text) => typeof text === 'string')
  return isText && isConfig && isWrong && typeof draft?.repeats === 'number'
}
