import type { Migration } from './migrate'

/** A data set that was removed while runs name it keeps its row, so that they keep their results. */
export const removedDatasets: Migration = {
  version: 3,
  name: 'removed data sets',
  sql: 'ALTER TABLE datasets ADD COLUMN removed_at INTEGER;',
}
