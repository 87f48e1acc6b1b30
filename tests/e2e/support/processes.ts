import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Process {
  pid: number
  parent: number
  command: string
}

function processes(): Process[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }]
  })
}

/** The process that has a home open, as it says itself in engine.json. */
export function enginePid(home: string): number {
  const { pid } = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as { pid: number }
  return pid
}

/** The trainers of an engine, by their title. */
export function trainerPids(engine: number): number[] {
  return processes()
    .filter(({ parent, command }) => parent === engine && command.startsWith('focal-bench trainer'))
    .map(({ pid }) => pid)
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
