import { describe, expect, it } from 'vitest'
import { isDocumentation, isOwnDownload, isOwnUrl } from '../../../src/main/addresses'

describe('isOwnUrl', () => {
  it.each(['focal://app/index.html', 'focal://app/', 'focal://app', 'focal://app/#/runs'])(
    'accepts %s',
    (url) => {
      expect(isOwnUrl(url)).toBe(true)
    },
  )

  it.each([
    'focal://app.evil.example/',
    'focal://apple/',
    'focal://other/index.html',
    'https://app/',
    'file:///etc/passwd',
    'data:text/html,focal://app/',
    'about:blank',
    '',
  ])('refuses %s', (url) => {
    expect(isOwnUrl(url)).toBe(false)
  })
})

describe('isOwnDownload', () => {
  it.each(['blob:focal://app/5f7d', 'focal://app/assets/licence.txt'])('accepts %s', (url) => {
    expect(isOwnDownload(url)).toBe(true)
  })

  it.each([
    'blob:https://example.org/5f7d',
    'blob:null/5f7d',
    'data:text/csv,a',
    'https://example.org/a.csv',
  ])('refuses %s', (url) => {
    expect(isOwnDownload(url)).toBe(false)
  })
})

describe('isDocumentation', () => {
  it.each(['https://arxiv.org/abs/1708.02002', 'https://creativecommons.org/licenses/by/4.0/'])(
    'accepts %s',
    (url) => {
      expect(isDocumentation(url)).toBe(true)
    },
  )

  it.each([
    'http://arxiv.org/abs/1708.02002',
    'https://arxiv.org.evil.example/',
    'https://evil.example/?https://arxiv.org/',
    'https://user:secret@arxiv.org/',
    'https://arxiv.org:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not an address',
  ])('refuses %s', (url) => {
    expect(isDocumentation(url)).toBe(false)
  })
})
