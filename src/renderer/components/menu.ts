import type { Component } from 'vue'

/** One line of a Menu or ContextMenu. */
export type MenuEntry =
  | 'separator'
  | {
      id: string
      label: string
      icon?: Component
      /** Shown at the right; the key itself is handled elsewhere. */
      shortcut?: string
      danger?: boolean
      disabled?: boolean
      /** A tick: the entry switches something. */
      checked?: boolean
      run: () => unknown
    }
  | { id: string; label: string; icon?: Component; children: readonly MenuEntry[] }
