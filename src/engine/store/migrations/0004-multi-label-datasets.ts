import type { Migration } from './migrate'

/** Data sets whose samples may have several labels, or none. Those on record have one class a sample. */
export const multiLabelDatasets: Migration = {
  version: 4,
  name: 'multi-label data sets',
  sql: 'ALTER TABLE datasets ADD COLUMN multi_label INTEGER NOT NULL DEFAULT 0 CHECK (multi_label IN (0, 1));',
}
