import { resolve } from 'node:path'
import { runProcess, type Programs } from './measure'

/** The machine's sgemm peak, in floating-point operations a second: the best that numpy or torch reach on all cores. */
export async function measurePeak(programs: Programs, seconds: number): Promise<number> {
  const script = resolve('bench/training/peers/peak.py')
  const { answer, error } = await runProcess(programs.python, [script, String(seconds)], {}, programs)
  if (answer === null) throw new Error(`The sgemm peak could not be measured: ${error}`)
  return Math.max(...Object.values(answer as Record<string, number>))
}
