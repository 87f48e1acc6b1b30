import { expect, it } from 'vitest'
import { tellingNames } from '../../../../../src/renderer/features/compare/telling-names'

it.each([
  [
    ['focal γ=2 · mlp · leaves, fold 1/3', 'ce · mlp · leaves, fold 1/3'],
    ['focal γ=2', 'ce'],
  ],
  [
    ['ce · mlp · leaves, fold 1/3', 'ce · mlp · leaves, fold 2/3'],
    ['fold 1/3', 'fold 2/3'],
  ],
  [
    ['ce · seed 3 · mlp · digits', 'ce · mlp · digits'],
    ['seed 3', 'ce · mlp · digits'],
  ],
  [
    ['mine', 'yours'],
    ['mine', 'yours'],
  ],
  [
    ['mine', 'mine'],
    ['mine', 'mine'],
  ],
  [['only · one'], ['only · one']],
])('%j are told apart as %j', (names, short) => {
  expect(tellingNames(names)).toEqual(short)
})
