import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, inlineStyleHashes } from '@shared/content-security-policy'

const reka = dirname(createRequire(import.meta.url).resolve('reka-ui'))

describe('contentSecurityPolicy', () => {
  it.each(Object.entries(inlineStyleHashes))(
    'allows the style of the installed %s, by its hash',
    (file, hash) => {
      const source = readFileSync(join(reka, `${file}.js`), 'utf8')
      const literal = /as: "style"[\s\S]*?createTextVNode\(("[^"]*")/.exec(source)?.[1]
      const style = JSON.parse(literal ?? '""') as string
      expect(style).toContain('scrollbar')
      expect(hash).toBe(`sha256-${createHash('sha256').update(style).digest('base64')}`)
      expect(contentSecurityPolicy).toContain(`'${hash}'`)
    },
  )

  it('denies by default, and never allows inline code, eval or another origin', () => {
    const directives = contentSecurityPolicy.split('; ')
    expect(directives).toContain(`default-src 'none'`)
    expect(directives).toContain(`script-src 'self'`)
    expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*|wss?:/)
  })
})
