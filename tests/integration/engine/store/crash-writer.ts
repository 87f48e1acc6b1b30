/**
 * A process that appends to a store until it is killed: `node crash-writer.mjs HOME`. Trains on from what is on record.
 * Writes a line for each batch or epoch whose call has returned: `step N` or `epoch N`.
 */
import { writeSync } from 'node:fs'
import { openStore } from '../../../../src/engine/store'
import { appendSteps, epochRecord, newRun, stepsOfAnEpoch } from './data'

const store = openStore(process.argv[2]!)
const [known] = store.runs.list()
const { id } = known ?? store.runs.insert(newRun(store))
if (known) {
  store.metrics.truncateAfter(id, store.metrics.epochs(id).length)
  store.runs.transition(id, 'queued')
}
store.runs.transition(id, 'running')

for (let epoch = store.metrics.epochs(id).length + 1; ; epoch++) {
  let firstStep = (epoch - 1) * stepsOfAnEpoch + 1
  while (firstStep <= epoch * stepsOfAnEpoch) {
    const count = Math.min(1 + ((firstStep * 7) % 90), epoch * stepsOfAnEpoch - firstStep + 1)
    appendSteps(store, id, firstStep, count, epoch)
    firstStep += count
    writeSync(1, `step ${firstStep - 1}\n`)
  }
  store.metrics.appendEpoch(id, epochRecord(epoch, { step: epoch * stepsOfAnEpoch }), { best: true })
  writeSync(1, `epoch ${epoch}\n`)
}
