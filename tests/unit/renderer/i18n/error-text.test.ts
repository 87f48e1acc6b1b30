import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { filterProblems } from '@core/filter/filter-error'
import { parseFilter } from '@core/filter/parse-filter'
import { runConfigSchema } from '@shared/config/run-config'
import { fieldIssues } from '@shared/config/validate'
import { errorCodes, FocalError, toErrorShape } from '@shared/errors'
import { errorText, errorTitle, issueText, labelledIssue } from '../../../../src/renderer/i18n/error-text'
import { fieldLabelKey } from '../../../../src/renderer/i18n/field-labels'
import { i18n, messageLanguages, type MessageLanguage } from '../../../../src/renderer/i18n'
import chinese from '../../../../src/renderer/messages/zh-CN/errors.json'
import english from '../../../../src/renderer/messages/en/errors.json'
import { files } from '../../../../src/renderer/i18n/chinese'

const latin = /[a-z]{3,} [a-z]{2,} [a-z]{2,}/i

beforeAll(() => {
  const features = Object.entries(files).map(([path, messages]) => [
    path.replace(/^.*\/|\.json$/g, ''),
    messages,
  ])
  i18n.global.setLocaleMessage('zh-CN', Object.fromEntries(features) as Record<string, never>)
})
afterEach(() => speak('en'))

function speak(language: MessageLanguage): void {
  i18n.global.locale.value = language
}

function filterFailure(text: string): FocalError {
  try {
    parseFilter(text)
  } catch (thrown) {
    return thrown as FocalError
  }
  throw new Error(`The filter ${text} was read.`)
}

describe('errors by field', () => {
  const refused = {
    loss: {
      kind: 'ldam',
      activation: 'sigmoid',
      gamma: 'two',
      labelSmoothing: 5,
      gammaFrom: 1.5,
      alphaMode: 'positiveNegative',
    },
    model: { kind: 'mlp', layers: [] },
    training: { epochs: 1.5 },
    data: { dataset: '', fold: { index: 7, of: 5 } },
    seed: -1,
  }
  const issues = [
    ...fieldIssues(runConfigSchema.safeParse(refused).error!),
    ...fieldIssues(
      runConfigSchema.safeParse({
        loss: { kind: 'ldam', activation: 'sigmoid', alphaMode: 'positiveNegative' },
      }).error!,
    ),
  ]

  it('stayed English in the Chinese form', () => {
    expect(issues.length).toBeGreaterThan(9)
    speak('zh-CN')
    for (const issue of issues) {
      expect(issue.code, issue.path).not.toBe('other')
      expect(issueText(issue), issue.path).not.toMatch(latin)
      expect(labelledIssue(issue), issue.path).toMatch(/[一-鿿].*：/)
    }
  })

  it('name the field where they are said elsewhere, with the numbers of the language', () => {
    const issue = { path: 'loss.gamma', code: 'at-most', message: 'x', values: { limit: 100_000 } }
    expect(issueText(issue)).toBe('Must be at most 100,000')
    expect(labelledIssue(issue)).toBe('Focusing γ: Must be at most 100,000')
    expect(labelledIssue({ ...issue, path: 'config.loss.alpha.3' })).toMatch(/^Class weights α: /)
    expect(fieldLabelKey('nothing.known')).toBeNull()
  })

  it('without words of the window keep the engine’s', () => {
    expect(issueText({ path: 'seed', code: 'other', message: 'is odd' })).toBe('is odd')
  })

  it('of a refused call say the first field', () => {
    speak('zh-CN')
    const error = new FocalError({ code: 'bad-input', message: 'English', details: { issues } })
    expect(errorText(error)).toBe(labelledIssue(issues[0]!))
  })
})

describe('errors of a filter', () => {
  const wrong = [
    'gama=2',
    'gamma=',
    'loss=hinge',
    '"open',
    '(a',
    'a)',
    'loss in x',
    'gamma~2',
    'loss>2',
    '=2',
  ]

  it('stayed English in the Chinese list', () => {
    speak('zh-CN')
    for (const text of wrong)
      expect(errorText(filterFailure(text)), text).toMatch(/^第 \d+ 个字符：.*[一-鿿]/)
  })

  it('say the place, counted from 1', () => {
    expect(errorText(filterFailure('gamma=2 gama=2'))).toBe(
      'Character 9: there is no field “gama”; did you mean gamma?',
    )
  })

  it('have words in every language', () => {
    for (const messages of [english, chinese]) {
      expect(Object.keys(messages.filter).sort()).toEqual([...filterProblems].sort())
    }
  })
})

describe('other errors', () => {
  it('have a heading for every code', () => {
    for (const language of messageLanguages) {
      speak(language)
      for (const code of errorCodes) expect(errorTitle({ code, message: '' })).not.toContain('errors.')
    }
  })

  it('are worded by what is the problem', () => {
    speak('zh-CN')
    const error = { code: 'conflict', message: 'English', details: { name: 'birds', problem: 'name-taken' } }
    expect(errorText(toErrorShape(error))).toBe('已有名为“birds”的数据集。请换一个名称。')
    expect(errorText({ code: 'engine-lost', message: 'English' })).toMatch(/[一-鿿]/)
  })

  it('without words of the window keep the engine’s', () => {
    speak('zh-CN')
    expect(errorText({ code: 'internal', message: 'It broke.' })).toBe('It broke.')
  })
})
