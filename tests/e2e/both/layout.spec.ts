import { expect, test } from '../fixtures'
import { appear, seedRuns, select, views } from '../support/views'

const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
]

/**
 * What does not fit: the page itself where it scrolls sideways or past its end, and controls that are cut off by the
 * edge of the window.
 */
function misfits(): string[] {
  const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement
  const found: string[] = []
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in ${clientWidth}`)
  if (scrollHeight > clientHeight) found.push(`the page is ${scrollHeight} high in ${clientHeight}`)
  for (const control of document.querySelectorAll<HTMLElement>(
    'header button, header a, footer button, [role=tab]',
  )) {
    const { left, right, width } = control.getBoundingClientRect()
    if (width > 0 && (left < -1 || right > clientWidth + 1))
      found.push(`${control.textContent.trim()} is cut off`)
  }
  return found
}

for (const size of sizes) {
  test(`every view fits into ${size.width} × ${size.height}`, async ({ app }) => {
    await app.ready()
    const runs = await seedRuns(app)
    await select(app, [runs.crossEntropy, runs.focal])
    await app.resize(size.width, size.height)
    const found: string[] = []
    for (const language of ['en', 'zh-CN'] as const) {
      await appear(app, language, 'light')
      for (const view of views) {
        await view.open(app.page, runs)
        found.push(
          ...(await app.page.evaluate(misfits)).map((misfit) => `${language}, ${view.name}: ${misfit}`),
        )
      }
    }
    expect(found).toEqual([])
  })
}
