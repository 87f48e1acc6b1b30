import { FocalError } from '@shared/errors'

/**
 * Puts text on the clipboard; called from a click or a key. The older way comes first: it needs no permission, and
 * Electron's main process refuses every permission.
 * @throws FocalError `permission` where the browser allows neither way
 */
export async function copyText(text: string): Promise<void> {
  if (copyBySelection(text)) return
  try {
    await navigator.clipboard.writeText(text)
  } catch (thrown) {
    const message =
      'The browser does not let this page write to the clipboard. Select the text and copy it by hand.'
    throw new FocalError({ code: 'permission', message }, { cause: thrown })
  }
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement
  const holder = document.createElement('textarea')
  holder.value = text
  holder.className = 'sr-only'
  holder.setAttribute('aria-hidden', 'true')
  document.body.append(holder)
  holder.select()
  const copied = document.execCommand('copy')
  holder.remove()
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  return copied
}
