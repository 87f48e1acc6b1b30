import type { RunConfig } from '@shared/config/run-config'

/** Steps of a whole run on so many training rows; the last batch of an epoch may be smaller. */
export function runSteps({ training }: RunConfig, trainRows: number): number {
  return training.epochs * Math.ceil(trainRows / training.batchSize)
}
