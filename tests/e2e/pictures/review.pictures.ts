import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '../fixtures'
import { root } from '../support/environment'
import { appear, go, seedRuns, select, views } from '../support/views'

const folder = join(root, 'test-results', 'screens')
const sizes = [
  [1280, 800],
  [900, 600],
] as const

test('every view, to look at', async ({ app }) => {
  mkdirSync(folder, { recursive: true })
  await app.ready()
  const take = async (name: string): Promise<void> => {
    await app.page.mouse.move(640, 2)
    await app.page.waitForTimeout(500)
    await app.page.screenshot({ path: join(folder, `${name}.png`) })
  }
  for (const address of ['#/', '#/new', '#/data']) {
    await go(app.page, address)
    await take(`empty${address.slice(1).replaceAll('/', '-')}`)
  }
  const runs = await seedRuns(app)
  await select(app, [runs.crossEntropy, runs.focal])
  for (const [width, height] of sizes) {
    await app.resize(width, height)
    for (const language of ['en', 'zh-CN'] as const) {
      for (const theme of ['light', 'dark'] as const) {
        await appear(app, language, theme)
        for (const view of views) {
          await view.open(app.page, runs)
          await take(`${view.name}-${language}-${theme}-${width}x${height}`)
        }
      }
    }
  }
})
