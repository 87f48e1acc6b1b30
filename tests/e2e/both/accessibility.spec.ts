import AxeBuilder from '@axe-core/playwright'
import { expect, test, type App } from '../fixtures'
import { appear, go, seedRuns, select, views } from '../support/views'

/** What axe complains of, in words that lead to the place. */
async function complaints(app: App, view: string): Promise<string[]> {
  // Legacy mode: the other one opens a second page, which Electron does not have.
  const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode(true).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${view}: ${id}: ${target.join(' ')}`),
  )
}

test('the first launch', async ({ app }) => {
  await app.ready()
  const found: string[] = []
  for (const address of ['#/', '#/new', '#/data']) {
    await go(app.page, address)
    found.push(...(await complaints(app, address)))
  }
  expect(found).toEqual([])
})

for (const language of ['en', 'zh-CN'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    test(`every view, ${language}, ${theme}`, async ({ app }) => {
      await app.ready()
      const runs = await seedRuns(app)
      await select(app, [runs.crossEntropy, runs.focal])
      await appear(app, language, theme)
      const found: string[] = []
      for (const view of views) {
        await view.open(app.page, runs)
        found.push(...(await complaints(app, view.name)))
      }
      expect(found).toEqual([])
    })
  }
}
