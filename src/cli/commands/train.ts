import type { Command } from 'commander'
import { contextOf } from '../context'
import { addTrainFlags, givenFlags } from '../train/flags'

const examples = `
Examples:
  focal-bench train --data digits --imbalance 50 --loss focal --gamma 2 --epochs 20
  focal-bench train --data flowers.csv --label species --alpha balanced --name "flowers, balanced"
  focal-bench train config.json --gamma 3

CONFIG.json has the same names as the flags ({"data": "digits", "gamma": 2}), or the nested form that a run
reports as "config". A relative data file in it starts at the file's folder. Flags override it, field by field.`

export function registerTrain(program: Command): void {
  const command = program
    .command('train')
    .summary('train a classifier and keep the run')
    .description('Train a classifier, keep the run, and print its epochs with the scores of each class.')
    .argument('[config]', 'a CONFIG.json')
    .addHelpText('after', examples)
    .action(async (config: string | undefined, _options: unknown, self: Command) => {
      const context = contextOf(self)
      const flags = givenFlags(self)
      const { train } = await import('../train/train')
      process.exitCode = await train(context, config, flags)
    })
  addTrainFlags(command)
}
