/** Imports mutated files of every format, some hundred a process, so that a crash of a native reader is one fault. */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fuzz, fuzzSeeds, type FuzzOutcome } from '../../tests/integration/engine/datasets/support/fuzz'

const perProcess = 250
const longestMilliseconds = 5000

interface Piece {
  format: string
  from: number
  count: number
}

if (process.send === undefined) await runAll(Number(process.argv[2] ?? 10_000))
else process.once('message', (piece: Piece) => void runPiece(piece))

async function runPiece({ format, from, count }: Piece): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'focal-bench-fuzz-'))
  try {
    const seed = (await fuzzSeeds(folder)).find((candidate) => candidate.format === format)
    if (seed !== undefined) process.send?.(await fuzz(seed, folder, from, count))
  } finally {
    rmSync(folder, { recursive: true, force: true })
    process.disconnect()
  }
}

async function runAll(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'focal-bench-fuzz-'))
  const formats = (await fuzzSeeds(folder)).map(({ format }) => format)
  rmSync(folder, { recursive: true, force: true })
  let faults = 0
  for (const format of formats) faults += await runFormat(format, count)
  process.exitCode = faults === 0 ? 0 : 1
}

async function runFormat(format: string, count: number): Promise<number> {
  const all: FuzzOutcome = { imported: 0, refused: 0, faults: [], slowestMilliseconds: 0 }
  for (let from = 0; from < count; from += perProcess) {
    const piece = { format, from, count: Math.min(perProcess, count - from) }
    const outcome = await inProcess(piece)
    all.imported += outcome.imported
    all.refused += outcome.refused
    all.faults.push(...outcome.faults)
    all.slowestMilliseconds = Math.max(all.slowestMilliseconds, outcome.slowestMilliseconds)
  }
  if (all.slowestMilliseconds > longestMilliseconds) all.faults.push(`${format}: a file took longer than 5 s`)
  const { imported, refused, faults, slowestMilliseconds } = all
  console.log(
    `${format.padEnd(26)} ${count} files: ${imported} imported, ${refused} refused, slowest ${Math.round(slowestMilliseconds)} ms, ${faults.length} faults`,
  )
  for (const fault of faults) console.log(`  ${fault}`)
  return faults.length
}

function inProcess(piece: Piece): Promise<FuzzOutcome> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    let outcome: FuzzOutcome | null = null
    child.on('message', (message: FuzzOutcome) => (outcome = message))
    child.once('close', (code, signal) => {
      const died = `${piece.format}: the process died (${signal ?? code}) between ${piece.from} and ${piece.from + piece.count}`
      resolve(outcome ?? { imported: 0, refused: 0, faults: [died], slowestMilliseconds: 0 })
    })
    child.send(piece)
  })
}
