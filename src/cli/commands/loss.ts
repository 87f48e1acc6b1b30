import type { Command } from 'commander'

const help = `
Fields of each object: activation (softmax, sigmoid), kind (ce, focal, flsd53, ldam, balancedSoftmax, asymmetric), gamma,
alpha (none, balanced, inverseSquareRoot, effective, a number, or one number a class), alphaMode (uniform,
positiveNegative), beta, tau, labelSmoothing, reduction (mean, weightedMean, sum, none), classCounts, sampleCount (what
they were counted in), logits (N × C), and labels (N class numbers) or targets (N × C).

Example:
  echo '{"kind": "focal", "gamma": 2, "logits": [[2, 0, -1]], "labels": [0]}' | focal-bench loss`

export function registerLoss(program: Command): void {
  program
    .command('loss')
    .summary('the loss and gradient of logits on stdin')
    .description(
      'Read one JSON object or an array of them on stdin; print {"loss", "grad"} for each, in float64.',
    )
    .addHelpText('after', help)
    .action(async () => {
      const [{ answerEach }, { answerLossRequest, readLossRequest }, { lossKindOf }] = await Promise.all([
        import('../input/answer-each'),
        import('@core/losses/loss-request'),
        import('../input/loss-names'),
      ])
      await answerEach((input) => answerLossRequest(readLossRequest(withOurName(input, lossKindOf))))
    })
}

function withOurName(input: unknown, lossKindOf: (name: string) => string): unknown {
  if (typeof input !== 'object' || input === null || !('kind' in input) || typeof input.kind !== 'string')
    return input
  return { ...input, kind: lossKindOf(input.kind) }
}
