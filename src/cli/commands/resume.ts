import type { Command } from 'commander'
import { contextOf } from '../context'

export function registerResume(program: Command): void {
  program
    .command('resume')
    .summary('go on with a run that was stopped, interrupted or failed')
    .description('Go on with a run from its last checkpoint, and print what `train` prints.')
    .argument('<run>', 'a run’s id, the beginning of one, or a name')
    .action(async (run: string, _options: unknown, self: Command) => {
      const { resume } = await import('../train/train')
      process.exitCode = await resume(contextOf(self), run)
    })
}
