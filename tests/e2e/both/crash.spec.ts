import { expect, test, type App } from '../fixtures'
import { withEngine } from '../support/engine-client'
import { endless, epochNumbers, longTailedDigits, queueRun, waitForState } from '../support/runs'

const dock = (app: App) => app.page.getByRole('region', { name: 'Queue' })
const progress = (app: App, name: string) =>
  dock(app).getByRole('progressbar', { name: `Progress of ${name}` })

/** Waits until the run has `count` epochs on record, so that there is something to lose. */
async function waitForEpochs(app: App, id: string, count: number): Promise<void> {
  await expect
    .poll(async () => (await epochNumbers(app.home, id)).length, { timeout: 60_000 })
    .toBeGreaterThan(count)
}

test('a killed trainer fails its run, with the reason, and the queue goes on', async ({ app }) => {
  await app.ready()
  const doomed = await queueRun(app.home, 'Doomed', endless)
  const next = await queueRun(app.home, 'Next', longTailedDigits)
  await expect(progress(app, 'Doomed')).toBeVisible()
  await expect(dock(app).getByText('1 running, 1 waiting')).toBeVisible()
  await waitForEpochs(app, doomed, 2)

  const [trainer, ...others] = app.trainers()
  expect(others).toEqual([])
  process.kill(trainer!, 'SIGKILL')
  await waitForState(app.home, doomed, 'failed')
  await waitForState(app.home, next, 'done')
  await expect(dock(app).getByText('Nothing is running')).toBeVisible()

  const run = await withEngine(app.home, (client) => client.runs.get({ id: doomed }))
  expect(run.reason).toContain('The trainer was killed (SIGKILL)')
  await app.page.goto(`${app.page.url().replace(/#.*/, '')}#/runs/${doomed}`)
  await expect(app.page.getByRole('main').getByText('The trainer was killed (SIGKILL)').first()).toBeVisible()

  await app.restart()
  await expect(dock(app).getByText('Nothing is running')).toBeVisible()
  expect(app.trainers()).toEqual([])
})

test('a run that trains when the engine is killed goes on from its last checkpoint', async ({ app }) => {
  await app.ready()
  const id = await queueRun(app.home, 'Survivor', endless)
  await waitForEpochs(app, id, 3)
  const trainer = app.trainers()[0]!
  await app.killEngine()
  const banner = app.page
    .getByRole('alert')
    .filter({ hasText: /^The engine (has stopped|does not answer)\./ })
  await expect(banner).toBeVisible()
  await app.reviveEngine()
  await expect(banner).toBeHidden()
  await expect(progress(app, 'Survivor')).toBeVisible()

  const before = (await epochNumbers(app.home, id)).length
  await waitForEpochs(app, id, before + 2)
  const epochs = await epochNumbers(app.home, id)
  expect(epochs).toEqual(epochs.map((_, index) => index + 1))
  expect(app.trainers()).toHaveLength(1)
  expect(app.trainers()[0]).not.toBe(trainer)

  await dock(app).getByRole('button', { name: 'Stop Survivor' }).click()
  await waitForState(app.home, id, 'stopped')
})

test('a run that trains when the app is closed goes on when it is opened again', async ({ app }) => {
  await app.ready()
  const id = await queueRun(app.home, 'Overnight', endless)
  await waitForEpochs(app, id, 3)
  await app.restart()
  await expect(progress(app, 'Overnight')).toBeVisible()
  const before = (await epochNumbers(app.home, id)).length
  await waitForEpochs(app, id, before + 1)
  const epochs = await epochNumbers(app.home, id)
  expect(epochs).toEqual(epochs.map((_, index) => index + 1))
})
