import { describe, expect, it } from 'vitest'
import { curveQueries } from '../../../../src/engine/store/metrics/curves'
import { epochQueries } from '../../../../src/engine/store/metrics/epochs'
import { levelQueries } from '../../../../src/engine/store/metrics/levels'
import { seriesQueries } from '../../../../src/engine/store/metrics/series'
import { colourQuery } from '../../../../src/engine/store/palette'
import { queueQueries } from '../../../../src/engine/store/queue'
import { runQueries } from '../../../../src/engine/store/run-statements'
import { plainConnection, queryPlan, temporaryStore } from './support'

const { live, removed, ...singleRuns } = runQueries

const hotReads = {
  ...prefixed('levels', levelQueries),
  ...prefixed('series', seriesQueries),
  ...prefixed('curves', curveQueries),
  ...prefixed('epochs', epochQueries),
  ...prefixed('runs', singleRuns),
}

function prefixed(group: string, queries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(queries).map(([name, sql]) => [`${group}.${name}`, sql]))
}

describe('the plan of each hot read goes by an index, and sorts nothing', () => {
  it.each(Object.entries(hotReads))('%s', (_name, sql) => {
    const plan = queryPlan(plainConnection(temporaryStore()), sql)
    expect(plan.filter((step) => step.startsWith('SCAN') && step !== 'SCAN CONSTANT ROW')).toEqual([])
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
  })

  it('the list reads the runs as they lie, newest first', () => {
    const connection = plainConnection(temporaryStore())
    for (const sql of [live, removed]) {
      expect(queryPlan(connection, sql)).toEqual(['SCAN r', expect.stringMatching(/^SEARCH d USING INDEX/)])
    }
  })

  it('curves are read by the primary keys of their tables', () => {
    const connection = plainConnection(temporaryStore())
    const plans = [levelQueries.step, levelQueries.epoch, levelQueries.rollups].map((sql) =>
      queryPlan(connection, sql),
    )
    expect(plans).toEqual([
      ['SEARCH step_points USING PRIMARY KEY (series_id=? AND step>? AND step<?)'],
      ['SEARCH epoch_points USING PRIMARY KEY (series_id=? AND epoch>? AND epoch<?)'],
      ['SEARCH rollups USING PRIMARY KEY (series_id=? AND level=? AND bucket>? AND bucket<?)'],
    ])
  })

  it('queue, names and colours have indexes of their own, read in their order', () => {
    const connection = plainConnection(temporaryStore())
    expect(queryPlan(connection, queueQueries.waiting)).toEqual(['SCAN runs USING INDEX runs_queue'])
    expect(queryPlan(connection, queueQueries.next)).toEqual(['SCAN runs USING INDEX runs_queue'])
    expect(queryPlan(connection, runQueries.names)).toEqual([
      'SEARCH runs USING COVERING INDEX runs_name (name>? AND name<?)',
    ])
    expect(queryPlan(connection, colourQuery)).toEqual(['SCAN runs USING COVERING INDEX runs_colour'])
  })

  it('the view `metrics`, asked for a run and a metric, reads that series alone', () => {
    const sql =
      'SELECT step, value FROM metrics WHERE run = ? AND metric = ? AND split = ? AND resolution = ?'
    const plan = queryPlan(plainConnection(temporaryStore()), sql)
    // The outer scan is over what the inner searches give, row by row.
    expect(plan.filter((step) => step.startsWith('SCAN'))).toEqual(['SCAN metrics'])
    expect(plan.join('\n')).toContain('SEARCH p USING PRIMARY KEY (series_id=?)')
  })
})
