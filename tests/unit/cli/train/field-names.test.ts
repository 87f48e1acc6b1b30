import { expect, it } from 'vitest'
import { fieldNames, noteText } from '../../../../src/cli/train/field-names'

const advice = { code: 'gamma-never-steps', path: 'loss.gammaFrom', message: 'γ would change at epoch 20.' }

it('names the flag of what advice is about: it spoke of "gammaFrom" for --gamma-from', () => {
  expect(noteText(advice, fieldNames({ gammaFrom: 20 }, null))).toBe(
    '--gamma-from: γ would change at epoch 20.',
  )
  // Not given, but a default or what goes with the loss: the flag that changes it.
  expect(noteText({ ...advice, path: 'loss.reweightFrom' }, fieldNames({}, null))).toMatch(
    /^--reweight-from: /,
  )
})

it('leaves advice on the data as it is', () => {
  expect(noteText({ code: 'few-training-samples', message: 'Fewer than 5.' }, fieldNames({}, null))).toBe(
    'Fewer than 5.',
  )
})
