/** Progress of a run on stderr: one line that moves in a terminal, one line an epoch elsewhere. */
import { endedStates, type RunSummary } from '@shared/domain/run'
import { duration, figure, percent, wholeNumber } from '../output/format'
import { displayWidth, printable } from '../output/table'

export interface Progress {
  show(run: RunSummary): void
  /** A line for people that stays. */
  say(line: string): void
  end(): void
}

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? movingLine(stream) : plainLines(stream)
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

function plainLines(stream: NodeJS.WriteStream): Progress {
  const say = (line: string) => void stream.write(`${line}\n`)
  let lastEpoch = 0
  let lastState = ''
  return {
    show(run) {
      const isOther = run.state !== lastState
      const isEnded = endedStates.includes(run.state)
      const sayState = () => say(`${printable(run.name)} (${run.id}): ${run.state}`)
      lastState = run.state
      // How a run ended comes after its last epoch.
      if (isOther && !isEnded) sayState()
      if (run.last !== null && run.last.epoch > lastEpoch) {
        lastEpoch = run.last.epoch
        say(progressLine(run))
      }
      if (isOther && isEnded) sayState()
    },
    say,
    end: () => undefined,
  }
}

export function progressLine({ state, progress, last, config, multiLabel }: RunSummary): string {
  if (state === 'queued') return 'waiting in the queue'
  const { epochs } = config.training
  const epoch = progress?.epoch ?? last?.epoch ?? 0
  const parts = [`${bar(epoch / epochs)} epoch ${epoch}/${epochs}`]
  if (last !== null) {
    parts.push(`loss ${figure(last.loss)}`, `val ${figure(last.valLoss)}`)
    const accuracy = multiLabel ? 'subset accuracy' : 'accuracy'
    parts.push(`${accuracy} ${percent(last.accuracy)}`, `balanced ${percent(last.balancedAccuracy)}`)
  }
  if (progress?.examplesPerSecond) parts.push(`${wholeNumber(progress.examplesPerSecond)} examples/s`)
  if (progress?.secondsLeft) parts.push(`${duration(progress.secondsLeft)} left`)
  return parts.join(' · ')
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * 10)
  return `[${'#'.repeat(full)}${'.'.repeat(10 - full)}]`
}
