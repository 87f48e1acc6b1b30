import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { scenesCsv, scenesLike } from '../../integration/trainer/support/multi-label-data'
import { expect, test } from '../fixtures'
import { NewRunPage } from '../pages/new-run-page'
import { WorkbenchPage } from '../pages/workbench-page'
import { withEngine } from '../support/engine-client'
import { go } from '../support/views'

test('samples with several labels are trained by sigmoids, and shown label by label', async ({ app }) => {
  const scenes = scenesLike({ labels: 4, samples: 240, size: 4 })
  const path = join(app.folder, 'scenes.csv')
  writeFileSync(path, scenesCsv(scenes))
  await app.ready()
  await withEngine(app.home, (client) => client.datasets.import({ source: { path }, labels: scenes.labels }))

  const newRun = new NewRunPage(app.page)
  await newRun.open()
  const main = app.page.getByRole('main')
  await main.getByRole('combobox', { name: 'Data set' }).click()
  await app.page.getByRole('option', { name: /scenes/ }).click()
  await expect(main.getByText('no long tail can be made').first()).toBeVisible()
  await expect(newRun.field('Imbalance factor ρ')).toHaveCount(0)
  await expect(main.getByText('by sigmoid').first()).toBeVisible()
  await newRun.set('Epochs', 5)
  await newRun.queue()
  const workbench = new WorkbenchPage(app.page)
  await workbench.allDone()

  const { id, best } = await withEngine(app.home, async (client) => {
    const [run] = await client.runs.list({})
    const [record] = await client.runs.epochs({
      id: run?.id ?? '',
      first: run?.best?.epoch,
      last: run?.best?.epoch,
    })
    return { id: run?.id ?? '', best: record?.validation }
  })
  await workbench.showTab('Summary')
  await expect(main.getByRole('columnheader', { name: 'Subset accuracy' })).toBeVisible()
  await go(app.page, `#/runs/${id}`)
  const table = main.getByRole('table', { name: /^Right and wrong by label/ })
  const snow = table.getByRole('row').filter({ hasText: 'snow' })
  const recall = best?.perClass.at(-1)?.recall ?? NaN
  await expect(snow.getByRole('cell').first()).toHaveText(`${Math.round(recall * 100)}%`)
  await main.getByRole('button', { name: 'Samples', exact: true }).click()
  await expect(snow.getByRole('cell').first()).toHaveText(String(best?.confusion.at(-1)?.[3]))
  const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode(true).analyze()
  expect(violations.map(({ id: rule }) => rule)).toEqual([])
})
