import { describe, expect, it } from 'vitest'
import { displayWidth, printable, table } from '../../../../src/cli/output/table'

describe('table', () => {
  it('aligns columns, wide characters counted as two', () => {
    const text = table(
      [{ title: 'class' }, { title: 'recall', align: 'right' }],
      [
        ['猫', '9 %'],
        ['dog', '100 %'],
      ],
    )
    expect(text.split('\n')).toEqual(['class  recall', '猫        9 %', 'dog     100 %'])
  })

  it('cuts long texts, and never in the middle of a character', () => {
    expect(table([{ title: 'n', most: 4 }], [['abcdef'], ['猫猫猫']]).split('\n')).toEqual([
      'n',
      'ab…f',
      '猫…',
    ])
  })

  it('keeps the ends of long names, in which the runs of folds and seeds differ', () => {
    const name = (fold: number) => [`focal γ=2 · mlp · digits, fold ${fold}/3`]
    expect(table([{ title: 'name', most: 24 }], [name(1), name(2)]).split('\n')).toEqual([
      'name',
      'focal γ=2 ·…s, fold 1/3',
      'focal γ=2 ·…s, fold 2/3',
    ])
  })

  it('lets no name move the cursor or start a new line', () => {
    expect(printable('a\x1b[2Jb\nc\u202Ed')).toBe('a [2Jb c d')
    expect(table([{ title: 'name' }], [['a\r\nb']])).toBe('name\na b')
  })
})

it('measures what a terminal shows', () => {
  expect(displayWidth('γ=2')).toBe(3)
  expect(displayWidth('e\u0301')).toBe(1)
  expect(displayWidth('数据集')).toBe(6)
})
