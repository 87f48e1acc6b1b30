/** What the tests of src/core share: the golden values, and comparison by relative error. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { FocalError } from '@shared/errors'
import { expect } from 'vitest'

/** Reads tests/fixtures/golden/<name>.json, made by regenerate.py there. */
export function golden<Content>(name: string): Content {
  const path = fileURLToPath(new URL(`../../fixtures/golden/${name}.json`, import.meta.url))
  return JSON.parse(readFileSync(path, 'utf8')) as Content
}

export type Nested = number | null | readonly Nested[]

/** Largest difference between two nested arrays, relative to the largest number expected. Shapes and nulls must agree. */
export function relativeError(actual: unknown, expected: Nested): number {
  const pairs: [number, number][] = []
  collect(actual, expected, pairs)
  const scale = pairs.reduce((largest, [, wanted]) => Math.max(largest, Math.abs(wanted)), 0)
  const worst = pairs.reduce((largest, [got, wanted]) => Math.max(largest, Math.abs(got - wanted)), 0)
  if (Number.isNaN(worst)) return Infinity
  return worst === 0 ? 0 : worst / (scale === 0 ? 1 : scale)
}

export function expectClose(actual: unknown, expected: Nested, tolerance = 1e-10): void {
  const error = relativeError(actual, expected)
  if (error > tolerance) expect(actual, `relative error ${error}`).toEqual(expected)
}

/** The FocalError that `action` throws; anything else fails the test. */
export function errorOf(action: () => unknown): FocalError {
  try {
    action()
  } catch (error) {
    if (error instanceof FocalError) return error
    throw error
  }
  throw new Error('No error was thrown.')
}

/** Seconds of processor time that `action` takes: what other processes do at the moment does not count. */
export function processorSeconds(action: () => void): number {
  const before = process.cpuUsage()
  action()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function collect(actual: unknown, expected: Nested, pairs: [number, number][]): void {
  if (typeof expected === 'number') {
    pairs.push([typeof actual === 'number' ? actual : NaN, expected])
  } else if (expected === null) {
    expect(actual).toBeNull()
  } else {
    const list = ArrayBuffer.isView(actual) ? Array.from(actual as Float64Array) : actual
    if (!Array.isArray(list)) throw new Error(`Expected an array, got ${String(actual)}.`)
    expect(list.length).toBe(expected.length)
    expected.forEach((item, i) => collect(list[i], item, pairs))
  }
}
