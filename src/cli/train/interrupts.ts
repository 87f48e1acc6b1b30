/** Ctrl+C, or a request to end: the first one is told, a second one ends the command at once. */
import { exitCodes } from '../errors'

export interface Interrupts {
  /** Whether one has come. */
  seen(): boolean
  /** Signals do again what they did before. */
  end(): void
}

const signals = ['SIGINT', 'SIGTERM'] as const

/** A terminal's Ctrl+C can arrive twice, through a launcher: this close together they are one. */
const sameInterruptMilliseconds = 500

/** Listens to signals until `end`; `onFirst` is called once. */
export function listenForInterrupts(onFirst: () => void): Interrupts {
  let firstAt: number | null = null
  const interrupt = () => {
    if (firstAt !== null && Date.now() - firstAt > sameInterruptMilliseconds) process.exit(exitCodes.failed)
    if (firstAt !== null) return
    firstAt = Date.now()
    onFirst()
  }
  for (const signal of signals) process.on(signal, interrupt)
  return {
    seen: () => firstAt !== null,
    end: () => {
      for (const signal of signals) process.off(signal, interrupt)
    },
  }
}
