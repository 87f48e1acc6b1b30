import { expect, test } from '../fixtures'

test.describe('the page', () => {
  test('has no Node', async ({ app }) => {
    const found = await app.page.evaluate(() =>
      ['require', 'module', 'process', 'Buffer', 'global', '__dirname'].filter((name) => name in globalThis),
    )
    expect(found).toEqual([])
  })

  test('runs no code but its own', async ({ app }) => {
    const { ran, refused } = await app.page.evaluate(async () => {
      const refused: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective))
      const ran: string[] = []
      Object.assign(window, { ran })
      const add = (name: string, attributes: Record<string, string>, text = ''): void => {
        const element = document.createElement(name)
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
        element.textContent = text
        document.body.append(element)
      }
      add('script', {}, 'window.ran.push("inline script")')
      add('script', { src: 'data:text/javascript,window.ran.push("data script")' })
      add('script', { src: 'https://example.org/script.js' })
      add('style', {}, 'body { outline: 1px solid red }')
      add('link', { rel: 'stylesheet', href: 'https://example.org/style.css' })
      add('img', { src: 'https://example.org/picture.png' })
      add('iframe', { src: 'https://example.org/' })
      add('object', { data: 'https://example.org/' })
      add('button', { onclick: 'window.ran.push("inline handler")' })
      ;(document.body.lastElementChild as HTMLButtonElement).click()
      try {
        // eslint-disable-next-line @typescript-eslint/no-implied-eval -- this is what must not run
        setTimeout('window.ran.push("eval")', 0)
      } catch {
        // Newer Chromium throws; the violation is reported either way.
      }
      await fetch('https://example.org/').catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 500))
      if (getComputedStyle(document.body).outlineStyle === 'solid') ran.push('inline style')
      return { ran, refused }
    })
    expect(ran).toEqual([])
    const directives = ['script-src-elem', 'script-src-attr', 'script-src', 'style-src-elem', 'img-src']
    expect(refused).toEqual(expect.arrayContaining([...directives, 'connect-src', 'frame-src', 'object-src']))
    expect(refused.filter((directive) => directive === 'script-src-elem')).toHaveLength(3)
    expect(refused.filter((directive) => directive === 'style-src-elem')).toHaveLength(2)
  })

  test('itself breaks no rule of its policy', async ({ app }) => {
    const complaints: string[] = []
    app.page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) complaints.push(message.text())
    })
    await app.page.reload()
    await app.ready()
    expect(complaints).toEqual([])
  })
})
