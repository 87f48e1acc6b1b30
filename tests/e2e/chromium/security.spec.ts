import { expect, test } from '../fixtures'

test('the printed address opens the workbench once', async ({ app }) => {
  await app.ready()
  const { url, browser } = app.chromium
  const context = await browser.newContext()
  const second = await context.newPage()
  const answer = await second.goto(url)
  expect(answer?.status()).toBeGreaterThanOrEqual(401)
  expect(answer?.status()).toBeLessThanOrEqual(403)
  await expect(second.getByRole('banner')).toHaveCount(0)

  await app.page.reload()
  await app.ready()
  await context.close()
})

test('the token does not stay in the address', async ({ app }) => {
  await app.ready()
  expect(app.page.url()).not.toContain(new URL(app.chromium.url).search.slice(1) || 'token')
})

test('without a session nothing is served but a refusal', async ({ app }) => {
  const { origin } = new URL(app.chromium.url)
  const context = await app.chromium.browser.newContext()
  for (const path of ['/', '/index.html', '/rpc', '/upload']) {
    const answer = await context.request.get(`${origin}${path}`)
    expect(answer.status(), path).toBeGreaterThanOrEqual(400)
    expect(await answer.text(), path).not.toContain('<script')
  }
  await context.close()
})

test('every answer carries the policy, and the session cookie is for the server alone', async ({ app }) => {
  const answer = await app.page.request.get(new URL('/', app.page.url()).href)
  const headers = answer.headers()
  expect(headers['content-security-policy']).toContain(`default-src 'none'; script-src 'self'`)
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['x-frame-options']).toBe('DENY')
  const cookies = await app.page.context().cookies()
  expect(cookies).toHaveLength(1)
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  expect(await app.page.evaluate(() => document.cookie)).toBe('')
})

test('the page knows nothing of Electron', async ({ app }) => {
  expect(await app.page.evaluate(() => 'focalBench' in window)).toBe(false)
})
