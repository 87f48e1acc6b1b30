import { describe, expect, it } from 'vitest'
import { isSingleKey, matchesShortcut, shortcutKeys } from '../../../../src/renderer/commands/shortcut'

function press(
  key: string,
  modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers }
}

describe('matchesShortcut', () => {
  it('takes Ctrl for mod, and ⌘ on a Mac', () => {
    expect(matchesShortcut(press('k', { ctrlKey: true }), 'mod+k', false)).toBe(true)
    expect(matchesShortcut(press('k', { metaKey: true }), 'mod+k', false)).toBe(false)
    expect(matchesShortcut(press('k', { metaKey: true }), 'mod+k', true)).toBe(true)
    expect(matchesShortcut(press('k', { ctrlKey: true }), 'mod+k', true)).toBe(false)
  })

  it('takes no further modifiers', () => {
    expect(matchesShortcut(press('K', { ctrlKey: true, shiftKey: true }), 'mod+k', false)).toBe(false)
    expect(matchesShortcut(press('k', { ctrlKey: true, altKey: true }), 'mod+k', false)).toBe(false)
    expect(matchesShortcut(press('n', { ctrlKey: true }), 'n', false)).toBe(false)
  })

  it('takes a symbol as typed, whichever keys make it', () => {
    expect(matchesShortcut(press('?', { shiftKey: true }), '?', false)).toBe(true)
    expect(matchesShortcut(press('?'), '?', false)).toBe(true)
  })

  it('takes Shift with a letter only where it is asked for', () => {
    expect(matchesShortcut(press('N', { shiftKey: true }), 'n', false)).toBe(false)
    expect(matchesShortcut(press('N', { shiftKey: true }), 'shift+n', false)).toBe(true)
  })
})

it('knows which shortcuts are of one key', () => {
  expect(['n', '?', 'shift+n', 'mod+k', 'alt+x'].map(isSingleKey)).toEqual([true, true, true, false, false])
})

it('writes keys as they are on the keyboard', () => {
  expect(shortcutKeys('mod+shift+k', true)).toEqual(['⌘', '⇧', 'K'])
  expect(shortcutKeys('mod+shift+k', false)).toEqual(['Ctrl', 'Shift', 'K'])
  expect(shortcutKeys('delete', false)).toEqual(['Del'])
})
