import { filterFields } from '@core/filter/filter-fields'
import { parseFilter } from '@core/filter/parse-filter'
import { FocalError } from '@shared/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

function errorOf(filter: string): FocalError {
  try {
    parseFilter(filter)
  } catch (error) {
    if (error instanceof FocalError) return error
    throw error
  }
  throw new Error(`"${filter}" was taken`)
}

describe('parseFilter', () => {
  it.each([
    ['gama>2', 'at character 1: there is no field "gama"; did you mean gamma?', 0, 4],
    ['xyz=2', 'at character 1: there is no field "xyz".', 0, 3],
    ['gamma>', 'at the end: a value for gamma is missing', 6, 6],
    ['gamma>two', 'at character 7: gamma needs a number', 6, 9],
    ['loss=foca', 'at character 6: loss is one of ce, focal', 5, 9],
    [
      'loss<1',
      'at character 5: loss has no order (it is the kind of loss; its value is best.loss or valLoss)',
      4,
      5,
    ],
    ['state>done', 'at character 6: state has no order', 5, 6],
    ['gamma~2', 'at character 6: ~ looks into texts', 5, 6],
    ['alpha>balanced', 'at character 7: alpha needs a number after >', 6, 14],
    ['compiled=maybe', 'compiled is true or false', 9, 14],
    ['created>yesterday', 'created needs a day, like 2026-01-31', 8, 17],
    ['(loss=ce', 'at character 1: this bracket is not closed', 0, 1],
    ['loss=ce)', 'at character 8: this bracket was not opened', 7, 8],
    ['loss=ce and', 'at the end: a condition is missing', 11, 11],
    ['loss=ce and or gamma=2', 'at character 13: a condition is missing', 12, 14],
    ['or', 'at character 1: a condition is missing', 0, 2],
    ['=3', 'at character 1: "=" needs a field before it', 0, 1],
    ['name="a', 'at character 6: the quote " is not closed', 5, 7],
    ['gamma ! 2', 'at character 7: "!" stands alone', 6, 7],
    ['('.repeat(300), 'nested too deeply', 100, 101],
  ])('says where %s goes wrong', (filter, message, start, end) => {
    const error = errorOf(filter)
    expect(error.code).toBe('bad-input')
    expect(error.message).toContain(message)
    expect(error.details).toMatchObject({ field: 'filter', start, end })
  })

  it('ends a question with its mark alone', () => {
    expect(errorOf('gama>2').message).toMatch(/did you mean gamma\?$/)
    expect(errorOf('xyz=2').message).toMatch(/"xyz"\.$/)
  })

  it('takes any text or says at which character it does not', () => {
    const words = fc.constantFrom(
      'loss',
      'gamma',
      '=',
      '!=',
      '<',
      '>=',
      '~',
      ':',
      '(',
      ')',
      'and',
      'or',
      'not',
      '"',
      "'",
      '2',
      'ce',
      '%',
      '!',
      'é',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(words).map((list) => list.join(' ')),
          fc.string(),
        ),
        (filter) => {
          try {
            parseFilter(filter)
          } catch (error) {
            expect(error).toBeInstanceOf(FocalError)
            const { start, end } = (error as FocalError).details as { start: number; end: number }
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeLessThanOrEqual(filter.length)
          }
        },
      ),
    )
  })

  it('refuses "loss in (ce, focal)", which looked for runs whose names have these words', () => {
    expect(() => parseFilter('loss in (ce, focal)')).toThrow(
      'The filter, at character 6: "in" is no comparison; write loss=A or loss=B, with = != < <= > >= or ~.',
    )
    expect(() => parseFilter('gamma=2 and loss is focal')).toThrow('"is" is no comparison')
    expect(parseFilter('trained in May')).toMatchObject({ kind: 'all' })
  })

  it('has one field of each name', () => {
    const names = filterFields.map((field) => field.name.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
  })
})
