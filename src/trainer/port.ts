import type { LogLine } from '@shared/domain/run'
import type { FromTrainer } from '@shared/trainer-protocol'

/** What the run's code sees of the outside: where messages go, and whether someone asked it to stop. */
export interface TrainerPort {
  send(message: FromTrainer): void
  stopRequested(): boolean
}

export function sendLog(port: TrainerPort, level: LogLine['level'], message: string): void {
  port.send({ type: 'log', time: Date.now(), level, message })
}
