import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { fuzz, fuzzSeeds } from './support/fuzz'

vi.setConfig({ testTimeout: 180_000 })

const mutations = 300
const folder = mkdtempSync(join(tmpdir(), 'focal-bench-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(await fuzzSeeds(folder))(
  `of ${mutations} mutated files of format $format each is a data set or an error in words`,
  async (seed) => {
    const { imported, refused, faults } = await fuzz(seed, folder, 0, mutations)
    expect(faults).toEqual([])
    expect(imported + refused).toBe(mutations)
    expect(refused).toBeGreaterThan(0)
  },
)
