import type { Migration } from './migrate'

/** Histograms of p_t, the probability given to the true class. Epochs recorded before have none. */
export const probabilityHistograms: Migration = {
  version: 2,
  name: 'probability histograms',
  sql: `
CREATE TABLE probability_histograms (
  run_key INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  counts TEXT NOT NULL,
  PRIMARY KEY (run_key, epoch, split),
  FOREIGN KEY (run_key, epoch) REFERENCES epochs (run_key, epoch) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
`,
}
