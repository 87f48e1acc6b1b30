import type { FileInspection } from '@shared/domain/dataset'
import { compareLabels } from '@core/columns/label-order'
import type { SampleSource } from './sample-source'

/** What samples look like, and how many there are of each class. */
export async function inspectSamples(source: SampleSource, name: string): Promise<FileInspection> {
  const classes = await source.classes()
  return {
    name,
    bytes: source.bytes,
    format: source.format,
    columns: [],
    columnsHidden: 0,
    suggestedLabel: null,
    rowsRead: source.rows,
    rows: source.rows,
    csv: null,
    labelCounts: null,
    unlabelled: null,
    samples: {
      shape: source.shape,
      labels: source.labels,
      classes: classes.sort((a, b) => compareLabels(a.label, b.label)),
    },
  }
}
