/** Runs all configurations through an engine of their own, and measures the predictions of their last epochs. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { classificationMetrics } from '@core/metrics/classification-metrics'
import { shotAccuracy } from '@core/metrics/intervals'
import { matrixFromFlat } from '@core/matrix'
import type { RunConfig } from '@shared/config/run-config'
import { decodeDataset } from '@shared/dataset-file'
import { dataFilePath } from '../../src/engine/datasets/dataset-writer'
import { openStore } from '../../src/engine/store'
import { openBenchEngine, untilEnded } from '../bench-engine'

export interface RunFigures {
  balancedAccuracy: number
  /** Mean recall of the classes with fewer than 20 training samples. */
  fewShotRecall: number
  /** Expected calibration error, 15 bins. */
  ece: number
}

/** @returns figures in the order of the configurations */
export async function measureRuns(home: string, configs: readonly RunConfig[]): Promise<RunFigures[]> {
  const engine = await openBenchEngine(home, import.meta.dirname)
  const ids: string[] = []
  try {
    const ended = untilEnded(engine, configs.length, (count) => {
      if (count % 10 === 0) console.error(`${count} of ${configs.length} runs`)
    })
    for (const config of configs) ids.push((await engine.client.runs.create({ config })).id)
    await ended
  } finally {
    await engine.close()
  }
  return readFigures(home, ids)
}

export async function readFigures(home: string, ids: readonly string[]): Promise<RunFigures[]> {
  const store = openStore(home)
  try {
    const [first] = ids
    if (first === undefined) return []
    const { datasetHash, labels } = store.runs.get(first)
    const { classes } = decodeDataset(await readFile(dataFilePath(join(home, 'datasets'), datasetHash)))
    return ids.map((id) => {
      const predictions = store.predictions.read(id, 'last')
      const { trainCounts } = store.runs.get(id)
      if (predictions === null || trainCounts === null) throw new Error(`Run ${id} has no predictions.`)
      const truth = Int32Array.from(predictions.rows, (row) => classes[row]!)
      const scores = matrixFromFlat(predictions.probabilities, truth.length, labels.length)
      const { balancedAccuracy, recall, ece } = classificationMetrics(truth, scores)
      const { few } = shotAccuracy(recall, trainCounts)
      if (few === null) throw new Error('No class has fewer than 20 training samples.')
      return { balancedAccuracy, fewShotRecall: few, ece }
    })
  } finally {
    store.close()
  }
}
