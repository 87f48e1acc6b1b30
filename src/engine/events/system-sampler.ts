import { cpus, freemem, totalmem } from 'node:os'
import type { SystemSample } from '@shared/domain/app'

const sampleEvery = 2000

/** Measures the machine every two seconds, while it is switched on. */
export class SystemSampler {
  private timer: NodeJS.Timeout | null = null
  private before = cpuTimes()

  constructor(private readonly onSample: (sample: SystemSample) => void) {}

  switch(on: boolean): void {
    if (on === (this.timer !== null)) return
    if (this.timer !== null) clearInterval(this.timer)
    this.timer = on ? setInterval(() => this.onSample(this.sample()), sampleEvery) : null
    this.timer?.unref()
    this.before = cpuTimes()
  }

  private sample(): SystemSample {
    const now = cpuTimes()
    const total = now.total - this.before.total
    const busy = now.busy - this.before.busy
    this.before = now
    return {
      time: Date.now(),
      cpu: total > 0 ? Math.min(1, Math.max(0, busy / total)) : 0,
      memoryUsedBytes: totalmem() - freemem(),
      memoryTotalBytes: totalmem(),
    }
  }
}

function cpuTimes(): { busy: number; total: number } {
  let busy = 0
  let total = 0
  for (const { times } of cpus()) {
    const used = times.user + times.nice + times.sys + times.irq
    busy += used
    total += used + times.idle
  }
  return { busy, total }
}
