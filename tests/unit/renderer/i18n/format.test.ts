import { describe, expect, it } from 'vitest'
import {
  formatAgo,
  formatBytes,
  formatDuration,
  formatFixed,
  formatInteger,
  formatNumber,
  formatPercent,
  noValue,
} from '../../../../src/renderer/i18n/format'

describe('figures', () => {
  it('have a dash where there is none', () => {
    for (const missing of [null, undefined, NaN]) {
      expect(formatInteger(missing, 'en')).toBe(noValue)
      expect(formatNumber(missing, 'en')).toBe(noValue)
      expect(formatFixed(missing, 'en')).toBe(noValue)
      expect(formatPercent(missing, 'en')).toBe(noValue)
      expect(formatDuration(missing, 'en')).toBe(noValue)
    }
  })

  it('are grouped', () => {
    expect(formatInteger(1797, 'en')).toBe('1,797')
  })

  it('have the digits asked for', () => {
    expect(formatNumber(0.123456, 'en')).toBe('0.1235')
    expect(formatNumber(2, 'en')).toBe('2')
    expect(formatFixed(0.5, 'en')).toBe('0.5000')
    expect(formatPercent(0.9344, 'en')).toBe('93.4%')
    expect(formatPercent(1, 'zh-CN', 0)).toBe('100%')
  })

  it('turn scientific where they are very small or very large', () => {
    expect(formatNumber(0.0000001, 'en')).toBe('1e-7')
    expect(formatNumber(1.5e-7, 'en')).toBe('1.5e-7')
    expect(formatNumber(2e10, 'en')).toBe('2e+10')
    expect(formatNumber(-23456789, 'en')).toBe('-2.35e+7')
    expect(formatNumber(0, 'en')).toBe('0')
  })

  it('say infinity', () => {
    expect(formatFixed(Infinity, 'en')).toBe('∞')
    expect(formatFixed(-Infinity, 'en')).toBe('−∞')
  })
})

describe('durations', () => {
  it.each([
    [0, '0s'],
    [0.42, '0.4s'],
    [9.96, '10s'],
    [59.4, '59s'],
    [59.6, '1m'],
    [61, '1m 1s'],
    [3599.7, '1h'],
    [3900, '1h 5m'],
    [86_399, '1d'],
    [90_000, '1d 1h'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds, 'en')).toBe(text)
  })

  it('are words in Chinese', () => {
    expect(formatDuration(3900, 'zh-CN')).toBe('1小时 5分钟')
  })
})

it('bytes have binary units', () => {
  expect(formatBytes(0, 'en')).toBe('0 B')
  expect(formatBytes(1023, 'en')).toBe('1,023 B')
  expect(formatBytes(1536, 'en')).toBe('1.5 KiB')
  expect(formatBytes(16 * 1024 ** 3, 'en')).toBe('16 GiB')
})

it('times past are told in the largest unit', () => {
  const now = Date.UTC(2026, 0, 10)
  expect(formatAgo(now - 3 * 60_000, 'en', now)).toBe('3 min. ago')
  expect(formatAgo(now - 26 * 3_600_000, 'en', now)).toBe('yesterday')
  expect(formatAgo(now - 5000, 'zh-CN', now)).toBe('现在')
})
