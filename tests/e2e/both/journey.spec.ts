import { expect, test, type App } from '../fixtures'
import { NewRunPage } from '../pages/new-run-page'
import { WorkbenchPage } from '../pages/workbench-page'
import { withEngine } from '../support/engine-client'

/** Recall by class of the best epoch of each run that is done, as it is on record. */
async function recordedRecall(app: App): Promise<Record<string, Record<string, number | null>>> {
  return withEngine(app.home, async (client) => {
    const recall: Record<string, Record<string, number | null>> = {}
    for (const run of (await client.runs.list({})).filter(({ state }) => state === 'done')) {
      const epoch = run.best?.epoch
      const [best] = await client.runs.epochs({ id: run.id, first: epoch, last: epoch })
      recall[run.name] = Object.fromEntries(
        best?.validation.perClass.map((scores) => [scores.label, scores.recall]) ?? [],
      )
    }
    return recall
  })
}

/** The classes tab says the recall on record, class by class. */
async function expectClasses(app: App, workbench: WorkbenchPage): Promise<void> {
  const recorded = await recordedRecall(app)
  const shown = await workbench.classFigures('Recall')
  expect(Object.keys(shown).sort()).toEqual(Object.keys(recorded).sort())
  for (const [run, classes] of Object.entries(recorded)) {
    expect(Object.keys(classes)).toHaveLength(10)
    for (const [label, recall] of Object.entries(classes)) {
      expect(shown[run]?.[label], `${run}, class ${label}`).toBe(`${Math.round((recall ?? NaN) * 100)}%`)
    }
  }
}

test('a new user finds out what focal loss does to the rare classes', async ({ app }) => {
  test.setTimeout(420_000)
  const newRun = new NewRunPage(app.page)
  const workbench = new WorkbenchPage(app.page)

  await test.step('the first launch says what to do', async () => {
    await app.ready()
    await expect(workbench.middle.getByRole('heading', { name: 'Train your first run' })).toBeVisible()
    await workbench.middle.getByRole('button', { name: 'New run' }).click()
    await expect(app.page).toHaveTitle(/^New run/)
  })

  await test.step('curves move while a run trains, for as long as one looks', async () => {
    await newRun.set('Imbalance factor ρ', 20)
    await newRun.set('Epochs', 100_000)
    await newRun.queue()
    await expect(workbench.rows).toHaveCount(1)
    await expect(workbench.queue.getByRole('progressbar')).toBeVisible({ timeout: 60_000 })
    await workbench.showTab('Curves')
    const before = await workbench.picture('Cross-entropy')
    await expect.poll(() => workbench.picture('Cross-entropy'), { timeout: 60_000 }).not.toBe(before)
    const between = await workbench.picture('Cross-entropy')
    await expect.poll(() => workbench.picture('Cross-entropy'), { timeout: 60_000 }).not.toBe(between)
    await workbench.queue.getByRole('button', { name: /^Stop / }).click()
    await workbench.allDone()
    await expect(workbench.rows.first()).toContainText('Stopped')
  })

  await test.step('the form is as it was: cross-entropy and focal with γ = 2, of fewer epochs', async () => {
    await newRun.open()
    await expect(newRun.field('Imbalance factor ρ')).toHaveValue('20')
    await newRun.set('Epochs', 30)
    await newRun.queuePair()
    await expect(workbench.rows).toHaveCount(3)
  })
  const runs = (await withEngine(app.home, (client) => client.runs.list({}))).slice(0, 2)
  expect(runs.map(({ config }) => [config.loss.kind, config.loss.gamma, config.data.imbalance])).toEqual([
    ['focal', 2, 20],
    ['ce', expect.any(Number), 20],
  ])
  const [second, first] = runs.map(({ name }) => name) as [string, string]

  await test.step('both are saved', async () => {
    await workbench.allDone()
    await expect(workbench.run(first)).toContainText('Done')
    await expect(workbench.run(second)).toContainText('Done')
  })

  await test.step('compare shows the per-class accuracy of both', async () => {
    await workbench.showTab('Classes')
    await expectClasses(app, workbench)
  })

  await test.step('after a restart all of it is still there', async () => {
    await app.restart()
    const again = new WorkbenchPage(app.page)
    await again.ready()
    await expect(again.run(first)).toContainText('Done')
    await expect(again.run(second)).toContainText('Done')
    await again.showTab('Classes')
    await expectClasses(app, again)
  })
})
