import { describe, expect, it } from 'vitest'
import en from '../../../src/main/messages/en.json'
import chinese from '../../../src/main/messages/zh-CN.json'
import { translator } from '../../../src/main/messages'

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort()

describe('translator', () => {
  it('has the same keys and placeholders in both languages', () => {
    expect(Object.keys(chinese)).toEqual(Object.keys(en))
    for (const [key, text] of Object.entries(en)) {
      expect(placeholders(chinese[key as keyof typeof en]), key).toEqual(placeholders(text))
    }
  })

  it.each(['zh-CN', 'zh', 'zh-Hans', 'zh-SG'])('speaks Simplified Chinese for %s', (locale) => {
    expect(translator(locale)('menu.quit')).toBe('退出')
  })

  it.each(['en-GB', 'de', 'zh-TW', 'zh-Hant', 'zh-HK', ''])('speaks English for "%s"', (locale) => {
    expect(translator(locale)('menu.quit')).toBe('Quit')
  })

  it('fills in the placeholders', () => {
    const text = translator('en')('error.home', { home: '/data', reason: 'it is read-only' })
    expect(text).toContain('/data cannot be used: it is read-only')
  })
})
