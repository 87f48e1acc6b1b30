import { RPCLink } from '@orpc/client/websocket'
import { FocalError, isErrorShape } from '@shared/errors'
import { dataFileExtensions } from '@shared/preload-api'
import type { Host, HostListener, PickedFile } from './host'

const firstDelay = 250
const longestDelay = 5000

/** In a browser the engine is reached through a WebSocket of the page's own origin; the session cookie is there. */
export function browserHost(): Host {
  let listener: HostListener | null = null
  let delay = firstDelay
  let timer: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    clearTimeout(timer)
    const address = new URL('/rpc', location.href)
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const socket = new WebSocket(address)
    let opened = false
    socket.addEventListener('open', () => {
      opened = true
      delay = firstDelay
      listener?.opened(new RPCLink({ websocket: socket }))
    })
    socket.addEventListener('close', () => void closed(opened))
  }

  async function closed(wasOpen: boolean): Promise<void> {
    if (wasOpen) listener?.lost('The connection was closed.')
    else if (await sessionEnded()) {
      listener?.refused({
        code: 'permission',
        message: 'This page’s session has ended. Open the address that “focal-bench serve” printed last.',
      })
      return
    } else listener?.lost('There is no answer.')
    timer = setTimeout(open, delay)
    delay = Math.min(delay * 2, longestDelay)
  }

  return {
    name: 'browser',
    about: null,
    start(given: HostListener): void {
      listener = given
      open()
    },
    retry(): void {
      delay = firstDelay
      open()
    },
    pickDataFile: async () => {
      const file = await askForFile()
      return file && upload(file)
    },
    acceptDataFile: upload,
    onMenuCommand: () => () => undefined,
  }
}

/** A WebSocket does not say why it was turned away; a request to the same server does. */
async function sessionEnded(): Promise<boolean> {
  try {
    const response = await fetch(location.pathname, { cache: 'no-store' })
    return response.status === 401 || response.status === 403
  } catch {
    return false // no server at all: that is "lost", and tried again
  }
}

function askForFile(): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = [...dataFileExtensions.map((extension) => `.${extension}`), 'text/csv', '*/*'].join(',')
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null))
    input.addEventListener('cancel', () => resolve(null))
    input.click()
  })
}

/** @throws FocalError as the engine words it, or `engine-lost` where it does not answer. */
async function upload(file: File): Promise<PickedFile> {
  const response = await fetch('/upload', {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(file.name) },
    body: file,
  })
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) {
    if (isErrorShape(answer)) throw new FocalError(answer)
    throw new FocalError({
      code: 'internal',
      message: `The file was not accepted (HTTP ${response.status}).`,
    })
  }
  const { upload: id, name } = answer as { upload: string; name: string }
  return { source: { upload: id, name }, name }
}
