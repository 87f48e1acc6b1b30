/** A sweep of 32 short runs: ours through the queue, the peers' in one loop of one Python process. */
import { join } from 'node:path'
import { ours, type Contender } from './contenders'
import { digitsConfig, digitsContent, digitsModel } from './digits'
import { measure, runProcess, type Programs } from './measure'
import { median, spread } from './statistics'
import { prepareTask, type Task } from './workload'

export interface SweepResult {
  title: string
  isOurs: boolean
  /** Wall time from the start of the process to its end, one a repeat. */
  seconds: number[]
  median: number
  spread: number
  /** Median over the runs, of the last repeat: that everyone learns the same. */
  balancedAccuracy: number
}

export const sweepRuns = [0, 0.5, 1, 1.5, 2, 2.5, 3, 5].flatMap((gamma) =>
  [0.0005, 0.001, 0.002, 0.004].map((learningRate) => ({ gamma, learningRate })),
)

export async function measureSweep(
  peers: Contender[],
  { repeats, epochs, trainersAtOnce }: { repeats: number; epochs: number; trainersAtOnce: number[] },
  programs: Programs,
  folder: string,
  log: (line: string) => void,
): Promise<{ results: SweepResult[]; failures: { title: string; error: string }[]; ratio: number | null }> {
  const config = digitsConfig(1, epochs)
  const rest = { mode: 'sweep' as const, runs: sweepRuns, epochs }
  const task = await prepareTask(join(folder, 'sweep'), await digitsContent(), config, digitsModel, rest)
  const subjects = [
    ...trainersAtOnce.map((count) => ({
      isOurs: true,
      title: `${ours}, the queue, ${count === 1 ? '1 trainer' : `${count} trainers at once`}`,
      run: (repeat: number) => runQueue(task, count, join(folder, `home-${count}-${repeat}`), programs),
    })),
    ...peers.map((peer) => ({ isOurs: false, title: peer.title, run: () => measure(programs, peer, task) })),
  ]
  const results: SweepResult[] = []
  const failures: { title: string; error: string }[] = []
  const measured = new Map(
    subjects.map(({ title }) => [title, [] as { seconds: number; accuracy: number }[]]),
  )
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const { title, run } of repeat % 2 === 1 ? subjects : subjects.toReversed()) {
      const { answer, seconds, error } = await run(repeat)
      if (answer === null) failures.push({ title, error })
      else
        measured
          .get(title)!
          .push({ seconds, accuracy: median(answer.runs!.map((one) => one.balancedAccuracy)) })
      log(`sweep ${repeat}/${repeats}: ${title}: ${error ?? `${seconds.toFixed(1)} s`}`)
    }
  }
  for (const { title, isOurs } of subjects) {
    const runs = measured.get(title)!
    if (runs.length === 0) continue
    const seconds = runs.map((run) => run.seconds)
    const balancedAccuracy = runs.at(-1)!.accuracy
    results.push({
      title,
      isOurs,
      seconds,
      median: median(seconds),
      spread: spread(seconds),
      balancedAccuracy,
    })
  }
  return { results, failures, ratio: ratioOf(results) }
}

/** Seconds of the fastest peer to those of our fastest queue. */
function ratioOf(results: readonly SweepResult[]): number | null {
  const fastest = (isOurs: boolean) =>
    Math.min(...results.filter((result) => result.isOurs === isOurs).map((result) => result.median))
  const ratio = fastest(false) / fastest(true)
  return Number.isFinite(ratio) ? ratio : null
}

async function runQueue(task: Task, trainersAtOnce: number, home: string, programs: Programs) {
  const script = join(import.meta.dirname, 'ours-sweep.mjs')
  const request = JSON.stringify({ home, trainersAtOnce, epochs: task.epochs, runs: task.runs })
  return runProcess(process.execPath, [script, request], {}, programs)
}
