/** Ctrl+C while `train` reads a data file. */
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runJson, start, temporaryFolder } from '../support/command-line'

const hasProc = existsSync('/proc/self/task')

it.runIf(hasProc)('ends an import with exit 1 and one line, not silently with 130', async () => {
  const home = temporaryFolder()
  const file = join(home, 'zeros.npy')
  writeZeros(file, 2 ** 22)
  const running = await start(['train', '--data', file, '--label', 'column 1', '--json'], { home })
  await expect.poll(() => importerOf(running.child.pid!), { timeout: 60_000, interval: 10 }).not.toBeNull()
  const importer = importerOf(running.child.pid!)!
  // It must not be done before the signal arrives, however busy the machine is.
  process.kill(importer, 'SIGSTOP')
  running.child.kill('SIGINT')
  const { exitCode, stdout, stderr } = await running.ended
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  expect(stderr).toBe(
    `focal-bench: Stopped while ${file} was read; nothing of it is kept, and no run was started.\n`,
  )
  await expect.poll(() => existsSync(`/proc/${importer}`), { timeout: 10_000 }).toBe(false)
  const { datasets } = (await runJson(['data'], { home })) as { datasets: { name: string }[] }
  expect(datasets.map(({ name }) => name)).toEqual(['digits', 'synthetic'])
  expect(readdirSync(join(home, 'datasets')).filter((name) => !name.endsWith('.fbds'))).toEqual([])
})

/** An array of rows × 16 float32 zeros that takes no room on the disk. */
function writeZeros(file: string, rows: number): void {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, 16), }`.padEnd(117) + '\n'
  writeFileSync(file, Buffer.concat([Buffer.from('\x93NUMPY\x01\x00v\x00', 'latin1'), Buffer.from(header)]))
  truncateSync(file, 128 + rows * 16 * 4)
}

/** The process that imports for a command; null before it is there. */
function importerOf(parent: number): number | null {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ')
  const found = children.find((pid) => pid !== '' && commandOf(pid).includes('importer.js'))
  return found === undefined ? null : Number(found)
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return '' // it has just ended
  }
}
