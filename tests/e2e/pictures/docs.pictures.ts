import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RunConfigInput } from '@shared/config/run-config'
import { expect, test } from '../fixtures'
import { WorkbenchPage } from '../pages/workbench-page'
import { root } from '../support/environment'
import { queueRun, waitForState } from '../support/runs'
import { appear, select, settle, views } from '../support/views'

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

  const ids: string[] = []
  for (const [name, loss] of runs) ids.push(await queueRun(app.home, name, { ...digits, loss }))
  await select(app, ids)
  await expect(new WorkbenchPage(app.page).progress(runs[1]?.[0] ?? '')).toBeVisible()
  await app.page.screenshot({ path: join(folder, 'training-dark.png') })
  await appear(app, 'en', 'light')
  await app.page.screenshot({ path: join(folder, 'training-light.png') })
  for (const id of ids) await waitForState(app.home, id, 'done')

  const [crossEntropy = '', , focal = ''] = ids
  for (const theme of ['light', 'dark'] as const) {
    await appear(app, 'en', theme)
    for (const view of views.filter(({ name }) => pictured.includes(name))) {
      await view.open(app.page, { crossEntropy, focal })
      await app.page.mouse.move(640, 2)
      await app.page.waitForTimeout(700) // charts and panels have come to rest
      await app.page.screenshot({ path: join(folder, `${view.name}-${theme}.png`) })
    }
  }
})
