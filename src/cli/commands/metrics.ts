import type { Command } from 'commander'

const help = `
Fields of each object: labels (N class numbers), scores (N × C probabilities, or N probabilities of class 1).

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
      const [{ answerEach }, { readMetricsRequest }, { classificationMetrics }] = await Promise.all([
        import('../input/answer-each'),
        import('@core/metrics/metrics-request'),
        import('@core/metrics/classification-metrics'),
      ])
      await answerEach((input) => {
        const { labels, scores } = readMetricsRequest(input)
        return classificationMetrics(labels, scores)
      })
    })
}
