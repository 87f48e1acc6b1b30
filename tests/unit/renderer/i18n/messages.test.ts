import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'

const root = 'src/renderer'
type Messages = { [key: string]: string | Messages }

function readLanguage(language: string): Messages {
  const folder = join(root, 'messages', language)
  const files = readdirSync(folder).sort()
  return Object.fromEntries(
    files.map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as Messages,
    ]),
  )
}

function flatten(messages: Messages, prefix = ''): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  )
}

function placeholders(message: string): string[] {
  return [...new Set([...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()
}

const english = new Map(flatten(readLanguage('en')))
const chinese = new Map(flatten(readLanguage('zh-CN')))

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(vue|ts)$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))

describe('messages', () => {
  it('have the same keys in both languages', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('have the same placeholders in both languages', () => {
    for (const [key, message] of english) {
      expect({ key, names: placeholders(chinese.get(key)!) }).toEqual({ key, names: placeholders(message) })
    }
  })

  it('are not empty', () => {
    for (const messages of [english, chinese]) {
      for (const [key, message] of messages) expect(message.trim(), key).not.toBe('')
    }
  })

  it('can be read by vue-i18n', () => {
    for (const [language, messages] of [
      ['en', readLanguage('en')],
      ['zh-CN', readLanguage('zh-CN')],
    ] as const) {
      const i18n = createI18n({ legacy: false, locale: language, messages: { [language]: messages } })
      const t = i18n.global.t as (key: string, named: Record<string, unknown>, count: number) => string
      for (const [key, message] of flatten(messages)) {
        const named = Object.fromEntries(placeholders(message).map((name) => [name, `<${name}>`]))
        const shown = t(key, named, 2)
        for (const name of Object.keys(named)) expect(shown, key).toContain(`<${name}>`)
      }
    }
  })

  it('exist for every key that the code names', () => {
    for (const { file, text } of sources) {
      for (const [, key] of text.matchAll(/\b(?:t|translate)\(\s*'([\w.-]+)'/g)) {
        expect(english.has(key!), `${key} in ${file}`).toBe(true)
      }
      for (const [, prefix] of text.matchAll(/\b(?:t|translate)\(\s*`([\w.-]+\.)\$\{/g)) {
        const found = [...english.keys()].some((key) => key.startsWith(prefix!))
        expect(found, `${prefix}… in ${file}`).toBe(true)
      }
    }
  })

  it('are used', () => {
    const all = sources.map(({ text }) => text).join('\n')
    const prefixes = [...all.matchAll(/[`'"]([\w-]+(?:\.[\w-]+)*\.)\$\{/g)].map((match) => match[1]!)
    const unused = [...english.keys()].filter(
      (key) =>
        !all.includes(`'${key}'`) &&
        !all.includes(`"${key}"`) &&
        !prefixes.some((prefix) => key.startsWith(prefix)),
    )
    expect(unused).toEqual([])
  })
})

describe('Chinese terms of the field', () => {
  it.each([
    ['common.metric.balancedAccuracy', '平衡准确率'],
    ['common.lossKind.focal', '焦点损失'],
    ['common.metric.recall', '召回率'],
    ['common.metric.precision', '精确率'],
    ['common.metric.crossEntropy', '交叉熵'],
    ['common.metric.learningRate', '学习率'],
    ['common.split.validation', '验证'],
    ['common.epoch', '轮次'],
  ])('%s is %s', (key, term) => {
    expect(chinese.get(key)).toBe(term)
  })
})
