import { expect, test } from '../fixtures'
import { enginePid } from '../support/processes'

test('the window says that the engine is gone, and goes on when it is back', async ({ app }) => {
  const banner = app.page
    .getByRole('alert')
    .filter({ hasText: /^The engine (has stopped|does not answer)\./ })
  await app.ready()
  await app.killEngine()
  await expect(banner).toBeVisible()
  await app.reviveEngine()
  await expect(banner).toBeHidden()

  // What is asked now is answered by the new engine.
  await app.page.getByRole('button', { name: 'Pause the queue' }).click()
  await expect(app.page.getByRole('button', { name: 'Resume the queue' })).toBeVisible()
})

test('three crashes are mended, one after another', async ({ app }) => {
  const pids = new Set<number>()
  for (let crash = 0; crash < 3; crash++) {
    await expect(app.page.getByRole('button', { name: 'Pause the queue' })).toBeEnabled()
    pids.add(enginePid(app.home))
    await app.killEngine()
    await app.reviveEngine()
    await expect(app.page.getByRole('alert')).toHaveCount(0)
    await expect.poll(() => enginePid(app.home)).not.toBe([...pids].at(-1))
  }
  expect(pids.size).toBe(3)
})
