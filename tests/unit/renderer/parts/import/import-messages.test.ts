/** What the importer says by code has words in the window. */
import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ignoreReasons, importNoteCodes } from '@shared/domain/dataset'
import english from '../../../../../src/renderer/messages/en/data.json'

/** Problems of other parts of the engine, which have their words elsewhere. */
const elsewhere = ['removed', 'file-gone', 'bundled']

it('every problem that the importer names', () => {
  const named = globSync('src/engine/datasets/**/*.ts').flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/problem: (?:.* \? )?'([\w-]+)'(?: : '([\w-]+)')?/g)].flatMap(
      ([, first = '', second = first]) => [first, second],
    ),
  )
  const problems = new Set(named.filter((name) => !elsewhere.includes(name)))
  expect(problems.size).toBeGreaterThan(30)
  expect([...problems].filter((name) => !Object.hasOwn(english.import.problems, name))).toEqual([])
})

it('every note and every reason to ignore a column', () => {
  expect(Object.keys(english.import.notes).sort()).toEqual([...importNoteCodes].sort())
  expect(Object.keys(english.import.ignoreReasons).sort()).toEqual([...ignoreReasons].sort())
})
