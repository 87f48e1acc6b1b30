import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { unwrapError } from '@shared/contract/errors'
import { errorText } from '../i18n/error-text'

export interface Toast {
  id: number
  kind: 'info' | 'success' | 'error'
  text: string
  action?: { label: string; run: () => unknown }
  /** Milliseconds until it goes by itself; null stays until it is closed. */
  lifetime: number | null
}

const shortLife = 5_000
const undoLife = 12_000
const errorLife = 30_000
const mostAtOnce = 4

/** Short messages at the edge of the window, with Undo where something can be undone. */
export const useToasts = defineStore('toasts', () => {
  const toasts = shallowRef<Toast[]>([])
  let nextId = 1

  function show(toast: Omit<Toast, 'id' | 'lifetime'> & { lifetime?: number | null }): number {
    const id = nextId++
    const lifetime = toast.lifetime === undefined ? shortLife : toast.lifetime
    toasts.value = [...toasts.value, { ...toast, id, lifetime }].slice(-mostAtOnce)
    return id
  }

  function close(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id)
  }

  /** Says what went wrong, and stays a good while. Cancelled calls are not worth a word. */
  function fail(thrown: unknown): void {
    const error = unwrapError(thrown)
    if (error.code === 'cancelled') return
    const text = errorText(error)
    const repeated = toasts.value.find((toast) => toast.kind === 'error' && toast.text === text)
    if (repeated) close(repeated.id)
    show({ kind: 'error', text, lifetime: errorLife })
  }

  /** Says what went wrong elsewhere than in a call, with a way to look at it. */
  function failure(text: string, action: NonNullable<Toast['action']>): void {
    show({ kind: 'error', text, action, lifetime: errorLife })
  }

  /** Says what was done and offers to undo it. `label` is the word on the button. */
  function undoable(text: string, label: string, undo: () => unknown): void {
    show({ kind: 'info', text, action: { label, run: undo }, lifetime: undoLife })
  }

  return { toasts, show, close, fail, failure, undoable }
})
