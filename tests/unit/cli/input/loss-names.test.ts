import { lossKinds } from '@shared/config/choices'
import { expect, it } from 'vitest'
import { lossKindOf } from '../../../../src/cli/input/loss-names'

it.each([
  ['crossEntropy', 'ce'],
  ['cross-entropy', 'ce'],
  ['CrossEntropy', 'ce'],
  ['CE', 'ce'],
  ['focal_loss', 'focal'],
  ['balanced-softmax', 'balancedSoftmax'],
  ['logitAdjustment', 'balancedSoftmax'],
  ['LDAM', 'ldam'],
])('knows %s as %s', (name, kind) => {
  expect(lossKindOf(name)).toBe(kind)
})

it.each(lossKinds)('leaves %s as it is', (kind) => {
  expect(lossKindOf(kind)).toBe(kind)
})

it('leaves what it does not know for the schema to refuse', () => {
  expect(lossKindOf('hinge')).toBe('hinge')
})
