import type { Command } from 'commander'

const help = `
Fields of each object: labels (N class numbers), scores (N × C probabilities, or N probabilities of class 1);
where a sample may be of several classes, targets (N × C of 0 and 1) instead of labels.

Example:
  echo '{"labels": [0, 1], "scores": [[0.9, 0.1], [0.3, 0.7]]}' | focal-bench metrics`

export function registerMetrics(program: Command): void {
  program
    .command('metrics')
    .summary('every metric of labels and scores on stdin')
    .description(
      'Read one JSON object or an array of them on stdin; print every metric of each. What is not defined is null.',
    )
    .addHelpText('after', help)
    .action(async () => {
      const [{ answerEach }, { answerMetricsRequest }] = await Promise.all([
        import('../input/answer-each'),
        import('@core/metrics/metrics-request'),
      ])
      await answerEach(answerMetricsRequest)
    })
}
