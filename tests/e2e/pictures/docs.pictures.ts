import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RunConfigInput } from '@shared/config/run-config'
import { expect, test } from '../fixtures'
import { WorkbenchPage } from '../pages/workbench-page'
import { root } from '../support/environment'
import { NewRunPage } from '../pages/new-run-page'
import { withEngine } from '../support/engine-client'
import { queueRun, waitForState } from '../support/runs'
import { appear, go, select, settle, views } from '../support/views'

const folder = join(root, 'docs', 'pictures')

/** What the documentation shows, by the names that it uses. */
const pictured = ['curves', 'classes', 'summary', 'details', 'new-run', 'data', 'settings', 'command-palette']

const digits: RunConfigInput = {
  data: { dataset: 'digits', imbalance: 50 },
  model: { kind: 'mlp', layers: [64] },
  training: { epochs: 60 },
}

/** The question of the user guide: long-tailed digits, which loss serves the rare classes? */
const runs: [name: string, loss: RunConfigInput['loss']][] = [
  ['Cross-entropy', { kind: 'ce' }],
  ['Cross-entropy, balanced α', { kind: 'ce', alpha: 'balanced' }],
  ['Focal γ = 2', { kind: 'focal', gamma: 2 }],
  ['Focal γ = 2, effective α', { kind: 'focal', gamma: 2, alpha: 'effective' }],
]

test('pictures of the documentation', async ({ app }) => {
  mkdirSync(folder, { recursive: true })
  await app.ready()
  await app.resize(1280, 800)
  for (const theme of ['light', 'dark'] as const) {
    await appear(app, 'en', theme)
    await settle(app.page)
    await app.page.screenshot({ path: join(folder, `first-launch-${theme}.png`) })
  }

  const workbench = new WorkbenchPage(app.page)
  const ids: string[] = []
  for (const [name, loss] of runs) ids.push(await queueRun(app.home, name, { ...digits, loss }))
  await select(app, ids)
  for (const theme of ['light', 'dark'] as const) {
    await appear(app, 'en', theme)
    await expect(workbench.queue).toContainText(/Epoch (1[2-9]|[2-5]\d) of 60/)
    await app.page.screenshot({ path: join(folder, `training-${theme}.png`) })
  }
  for (const id of ids) await waitForState(app.home, id, 'done')

  const [crossEntropy = '', , focal = ''] = ids
  await withEngine(app.home, (client) => client.runs.update({ ids: [crossEntropy], baseline: true }))
  const newRun = new NewRunPage(app.page)
  await newRun.open()
  await newRun.set('Imbalance factor ρ', 50)
  for (const theme of ['light', 'dark'] as const) {
    await appear(app, 'en', theme)
    const take = async (name: string): Promise<void> => {
      await app.page.mouse.move(640, 2)
      await app.page.waitForTimeout(700) // charts and panels have come to rest
      await app.page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
    }
    for (const view of views.filter(({ name }) => pictured.includes(name))) {
      await view.open(app.page, { crossEntropy, focal })
      await take(view.name)
    }
    await go(app.page, '#/new')
    await app.page
      .getByRole('heading', { name: 'Loss', exact: true })
      .evaluate((heading) => heading.scrollIntoView())
    await take('new-run-loss')
  }
})
