/** Shortcuts are written `mod+shift+k`; `mod` is ⌘ on a Mac and Ctrl elsewhere. */

export const onMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '')

const symbols: Record<string, [mac: string, other: string]> = {
  mod: ['⌘', 'Ctrl'],
  shift: ['⇧', 'Shift'],
  alt: ['⌥', 'Alt'],
  enter: ['↵', 'Enter'],
  escape: ['Esc', 'Esc'],
  delete: ['⌫', 'Del'],
  arrowup: ['↑', '↑'],
  arrowdown: ['↓', '↓'],
  arrowleft: ['←', '←'],
  arrowright: ['→', '→'],
  space: ['Space', 'Space'],
  plus: ['+', '+'],
}

/** The keys of a shortcut as they are written on the keyboard. */
export function shortcutKeys(shortcut: string, mac = onMac): string[] {
  return shortcut.split('+').map((key) => symbols[key]?.[mac ? 0 : 1] ?? key.toUpperCase())
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Whether a key press is this shortcut. Characters such as `?` and `/` are compared as typed, whatever makes them. */
export function matchesShortcut(event: KeyPress, shortcut: string, mac = onMac): boolean {
  const parts = shortcut.split('+')
  const key = parts.at(-1)!
  const wants = (name: string): boolean => parts.includes(name)
  const pressed = event.key === ' ' ? 'space' : event.key.toLowerCase()
  if (pressed !== key) return false
  const mod = mac ? event.metaKey : event.ctrlKey
  const otherMod = mac ? event.ctrlKey : event.metaKey
  if (mod !== wants('mod') || otherMod || event.altKey !== wants('alt')) return false
  const isSymbol = key.length === 1 && key.toUpperCase() === key.toLowerCase()
  return isSymbol || event.shiftKey === wants('shift')
}

/** A shortcut of one character, without Ctrl, ⌘ or Alt: these can be switched off, and never work while typing. */
export function isSingleKey(shortcut: string): boolean {
  return !/(^|\+)(mod|alt)\+/.test(shortcut)
}

/** Where a letter goes to the entry that begins with it. */
const lists = '[role="combobox"], [role="listbox"], [role="menu"]'

/** Whether letters that are pressed in this element mean text: they are written, or choose an entry of a list. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest(lists) !== null) return true
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  const textless = ['checkbox', 'radio', 'button', 'range', 'submit', 'color', 'file']
  return target instanceof HTMLInputElement && !textless.includes(target.type)
}
