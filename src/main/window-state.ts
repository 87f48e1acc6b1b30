import { readFileSync, writeFileSync } from 'node:fs'

export interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

/** Where the window was when it was closed. */
export interface WindowState {
  /** Without a position the window is centred. */
  bounds: Pick<Bounds, 'width' | 'height'> & Partial<Bounds>
  maximized: boolean
}

export const smallestWindow = { width: 800, height: 560 }
const firstWindow: WindowState = { bounds: { width: 1280, height: 800 }, maximized: false }
/** A window is within reach where this much of its title bar lies on a display. */
const reachable = { width: 120, height: 40 }

/**
 * Reads the remembered state. A position that is on no display any more is dropped, and the size is kept within the
 * largest display.
 * @param displays work areas of the displays
 */
export function readWindowState(path: string, displays: Bounds[]): WindowState {
  let remembered: unknown
  try {
    remembered = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return firstWindow // the first launch, or a file cut short: nothing worth an error
  }
  if (!isWindowState(remembered)) return firstWindow
  const { bounds, maximized } = remembered
  const width = clamp(
    bounds.width,
    smallestWindow.width,
    Math.max(...displays.map((display) => display.width)),
  )
  const height = clamp(
    bounds.height,
    smallestWindow.height,
    Math.max(...displays.map((display) => display.height)),
  )
  const { x, y } = bounds
  const seen =
    x !== undefined &&
    y !== undefined &&
    displays.some((display) => isReachable({ x, y, width, height }, display))
  return { bounds: seen ? { x, y, width, height } : { width, height }, maximized }
}

export function writeWindowState(path: string, state: WindowState): void {
  writeFileSync(path, JSON.stringify(state))
}

function clamp(value: number, smallest: number, largest: number): number {
  return Math.max(smallest, Math.min(value, largest))
}

function isReachable(window: Bounds, display: Bounds): boolean {
  const overlap = Math.min(window.x + window.width, display.x + display.width) - Math.max(window.x, display.x)
  return (
    overlap >= reachable.width &&
    window.y >= display.y &&
    window.y + reachable.height <= display.y + display.height
  )
}

function isWindowState(value: unknown): value is WindowState {
  const state = value as Partial<WindowState> | null
  const bounds = state?.bounds as Partial<Bounds> | undefined
  return (
    typeof state?.maximized === 'boolean' &&
    Number.isFinite(bounds?.width) &&
    Number.isFinite(bounds?.height) &&
    [bounds?.x, bounds?.y].every((position) => position === undefined || Number.isFinite(position))
  )
}
