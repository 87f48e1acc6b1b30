import type { TrainerEnd } from './trainer-process'

const linesShown = 5

/** Why a run failed whose trainer ended without a word, for a person; the first line is the reason in short. */
export function describeEnd(end: TrainerEnd): string {
  const lines = end.lastLines.slice(-linesShown)
  const said = lines.length === 0 ? '' : `\nIts last lines were:\n${lines.join('\n')}`
  return `${howItEnded(end)}${said}`
}

function howItEnded({ startError, signal, exitCode }: TrainerEnd): string {
  if (startError !== null) return `The trainer could not be started: ${startError}.`
  if (signal === 'SIGKILL') {
    return 'The trainer was killed (SIGKILL): by hand, or by the system for want of memory. The run can be resumed.'
  }
  if (signal !== null) return `The trainer was ended by the signal ${signal}. The run can be resumed.`
  return `The trainer ended with exit code ${exitCode} before the run was finished.`
}
