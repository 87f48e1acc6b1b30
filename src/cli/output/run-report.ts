/** One run, as text for people. */
import type { RunResult } from '../train/result'
import { duration, figure, percent, wholeNumber } from './format'
import { printable, table } from './table'

export function runReport(run: RunResult): string {
  const title = `${printable(run.name)} (${run.id}): ${run.state}${run.reason === null ? '' : `: ${printable(run.reason)}`}`
  const { best } = run
  if (best === null) return `${title}\nNo epoch was finished.`
  const bestLine =
    `Best epoch ${best.epoch} of ${run.epochs.length} by ${run.config.training.bestBy}: ` +
    `balanced accuracy ${percent(best.balancedAccuracy)}, ${run.multiLabel ? 'subset accuracy' : 'accuracy'} ${percent(best.accuracy)}, ` +
    `macro F1 ${percent(best.macroF1)}, validation loss ${figure(best.valLoss)}`
  return [title, workLine(run), bestLine, '', classTable(run)].join('\n')
}

function workLine({ backend, compiled, seconds, examplesPerSecond }: RunResult): string {
  const time = seconds === null ? '' : ` in ${duration(seconds)}`
  const speed = examplesPerSecond === null ? '' : `, ${wholeNumber(examplesPerSecond)} examples/s`
  return `Trained on ${backend ?? 'nothing yet'}${compiled === true ? ' (compiled)' : ''}${time}${speed}`
}

function classTable({ best, multiLabel }: RunResult): string {
  return table(
    [
      { title: multiLabel ? 'label' : 'class', most: 30 },
      { title: 'support', align: 'right' },
      { title: 'recall', align: 'right' },
      { title: 'precision', align: 'right' },
      { title: 'F1', align: 'right' },
    ],
    (best?.perClass ?? []).map(({ label, support, recall, precision, f1 }) => [
      label,
      wholeNumber(support),
      percent(recall),
      percent(precision),
      percent(f1),
    ]),
  )
}
