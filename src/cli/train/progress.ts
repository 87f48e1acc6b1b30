/** Progress of a run on stderr: one line that moves in a terminal, one line an epoch elsewhere. */
import type { RunSummary } from '@shared/domain/run'
import { duration, figure, percent, wholeNumber } from '../output/format'
import { log } from '../output/log'
import { displayWidth } from '../output/table'

export interface Progress {
  show(run: RunSummary): void
  /** A line for people that stays. */
  say(line: string): void
  end(): void
}

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? movingLine(stream) : plainLines()
}

function movingLine(stream: NodeJS.WriteStream): Progress {
  const clear = '\r\x1b[2K'
  return {
    show(run) {
      const line = progressLine(run)
      // A line that wraps could not be taken back.
      stream.write(
        clear + (displayWidth(line) < stream.columns ? line : line.slice(0, Math.max(0, stream.columns - 1))),
      )
    },
    say: (line) => stream.write(`${clear}${line}\n`),
    end: () => stream.write(clear),
  }
}

function plainLines(): Progress {
  let lastEpoch = 0
  let lastState = ''
  return {
    show(run) {
      if (run.state !== lastState) log(`${run.name} (${run.id}): ${run.state}`)
      lastState = run.state
      if (run.last === null || run.last.epoch <= lastEpoch) return
      lastEpoch = run.last.epoch
      log(progressLine(run))
    },
    say: log,
    end: () => undefined,
  }
}

export function progressLine({ state, progress, last, config }: RunSummary): string {
  if (state === 'queued') return 'waiting in the queue'
  const { epochs } = config.training
  const epoch = progress?.epoch ?? last?.epoch ?? 0
  const parts = [`${bar(epoch / epochs)} epoch ${epoch}/${epochs}`]
  if (last !== null) {
    parts.push(`loss ${figure(last.loss)}`, `val ${figure(last.valLoss)}`)
    parts.push(`accuracy ${percent(last.accuracy)}`, `balanced ${percent(last.balancedAccuracy)}`)
  }
  if (progress?.examplesPerSecond) parts.push(`${wholeNumber(progress.examplesPerSecond)} examples/s`)
  if (progress?.secondsLeft) parts.push(`${duration(progress.secondsLeft)} left`)
  return parts.join(' · ')
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * 10)
  return `[${'#'.repeat(full)}${'.'.repeat(10 - full)}]`
}
