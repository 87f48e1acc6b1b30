import { initial } from './0001-initial'
import { probabilityHistograms } from './0002-probability-histograms'
import { removedDatasets } from './0003-removed-datasets'
import { multiLabelDatasets } from './0004-multi-label-datasets'
import type { Migration } from './migrate'

/** In order, numbered from 1 without gaps. */
export const migrations: readonly Migration[] = [
  initial,
  probabilityHistograms,
  removedDatasets,
  multiLabelDatasets,
]
