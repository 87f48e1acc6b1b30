import type { Migration } from './migrate'

/** The first schema. docs/database.md describes every table; never edit this file after a release. */
export const initial: Migration = {
  version: 1,
  name: 'initial',
  sql: `
CREATE TABLE experiments (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

INSERT INTO experiments (id, name, created_at) VALUES ('default', 'Default', unixepoch() * 1000);

CREATE TABLE datasets (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL CHECK (source IN ('bundled', 'synthetic', 'imported')),
  hash TEXT NOT NULL UNIQUE,
  samples INTEGER NOT NULL,
  features INTEGER NOT NULL,
  feature_names TEXT NOT NULL,
  shape TEXT,
  classes TEXT NOT NULL,
  label_column TEXT,
  attribution TEXT,
  created_at INTEGER NOT NULL
) STRICT;

-- Columns of the run list come first: what follows them may spill into overflow pages that the list never reads.
CREATE TABLE runs (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  experiment_id TEXT NOT NULL REFERENCES experiments (id),
  name TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('queued', 'running', 'paused', 'done', 'stopped', 'failed', 'interrupted')),
  reason TEXT,
  colour TEXT NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  baseline INTEGER NOT NULL DEFAULT 0 CHECK (baseline IN (0, 1)),
  queue_position INTEGER CHECK ((queue_position IS NOT NULL) = (state = 'queued')),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  removed_at INTEGER,
  dataset_id TEXT NOT NULL REFERENCES datasets (id),
  dataset_hash TEXT NOT NULL,
  config_hash TEXT NOT NULL,
  majority_baseline REAL,
  backend TEXT GENERATED ALWAYS AS (environment ->> '$.backend') STORED,
  compiled INTEGER GENERATED ALWAYS AS (environment ->> '$.compiled') STORED,
  seed INTEGER GENERATED ALWAYS AS (config ->> '$.seed') VIRTUAL,
  tags TEXT NOT NULL DEFAULT '[]',
  progress TEXT,
  best_summary TEXT,
  last_summary TEXT,
  config TEXT NOT NULL,
  environment TEXT,
  error TEXT,
  labels TEXT NOT NULL,
  train_counts TEXT,
  validation_counts TEXT,
  parameters INTEGER,
  notes TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX runs_dataset ON runs (dataset_id);
CREATE INDEX runs_experiment ON runs (experiment_id);
CREATE INDEX runs_config_hash ON runs (config_hash);
CREATE INDEX runs_name ON runs (name, removed_at) WHERE removed_at IS NULL;
CREATE INDEX runs_colour ON runs (colour, removed_at) WHERE removed_at IS NULL;
CREATE INDEX runs_running ON runs (state) WHERE state = 'running';
CREATE INDEX runs_queue ON runs (queue_position) WHERE state = 'queued';
CREATE UNIQUE INDEX runs_baseline ON runs (baseline) WHERE baseline = 1;

CREATE TABLE run_log (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  time INTEGER NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('info', 'warning', 'error')),
  message TEXT NOT NULL,
  PRIMARY KEY (run_key, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  which TEXT NOT NULL CHECK (which IN ('best', 'last')),
  epoch INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  PRIMARY KEY (run_key, which)
) STRICT, WITHOUT ROWID;

CREATE TABLE epochs (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  epoch INTEGER NOT NULL CHECK (epoch > 0),
  step INTEGER NOT NULL,
  seconds REAL NOT NULL,
  best INTEGER NOT NULL CHECK (best IN (0, 1)),
  PRIMARY KEY (run_key, epoch)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX epochs_step ON epochs (run_key, step);

CREATE TABLE confusion_matrices (
  run_key INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  support TEXT NOT NULL,
  matrix TEXT NOT NULL,
  PRIMARY KEY (run_key, epoch, split),
  FOREIGN KEY (run_key, epoch) REFERENCES epochs (run_key, epoch) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE predictions (
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  which TEXT NOT NULL CHECK (which IN ('best', 'last')),
  epoch INTEGER NOT NULL,
  row_numbers BLOB NOT NULL,
  probabilities BLOB NOT NULL,
  PRIMARY KEY (run_key, which)
) STRICT;

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run_key INTEGER NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
  resolution TEXT NOT NULL CHECK (resolution IN ('step', 'epoch')),
  metric TEXT NOT NULL,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation')),
  class_index INTEGER
) STRICT;

-- NULLs are never equal in a unique index, so the absence of a class is -1 here.
CREATE UNIQUE INDEX series_key ON series (run_key, resolution, metric, split, ifnull(class_index, -1));

CREATE TABLE step_points (
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  step INTEGER NOT NULL CHECK (step > 0),
  epoch INTEGER NOT NULL,
  microseconds INTEGER NOT NULL,
  value REAL,
  PRIMARY KEY (series_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch_points (
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  epoch INTEGER NOT NULL CHECK (epoch > 0),
  value REAL,
  PRIMARY KEY (series_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollups (
  series_id INTEGER NOT NULL REFERENCES series (id) ON DELETE CASCADE,
  level INTEGER NOT NULL CHECK (level > 0),
  bucket INTEGER NOT NULL,
  count INTEGER NOT NULL,
  min REAL,
  max REAL,
  mean REAL,
  epoch INTEGER,
  microseconds INTEGER,
  PRIMARY KEY (series_id, level, bucket)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIEW metrics (run, metric, class, split, step, epoch, time, value, resolution, class_index) AS
  SELECT r.id, s.metric, r.labels ->> s.class_index, s.split, p.step, p.epoch, p.microseconds / 1e6, p.value,
    s.resolution, s.class_index
  FROM runs r JOIN series s ON s.run_key = r.key JOIN step_points p ON p.series_id = s.id
  UNION ALL
  SELECT r.id, s.metric, r.labels ->> s.class_index, s.split, e.step, p.epoch, e.seconds, p.value,
    s.resolution, s.class_index
  FROM runs r JOIN series s ON s.run_key = r.key JOIN epoch_points p ON p.series_id = s.id
    JOIN epochs e ON e.run_key = r.key AND e.epoch = p.epoch;
`,
}
