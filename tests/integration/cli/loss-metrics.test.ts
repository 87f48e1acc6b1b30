import { describe, expect, it } from 'vitest'
import { run } from '../support/command-line'

async function answer(command: string, input: unknown): Promise<unknown> {
  const stdin = typeof input === 'string' ? input : JSON.stringify(input)
  const { stdout, stderr, exitCode } = await run([command], { stdin })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return JSON.parse(stdout)
}

async function refusal(command: string, input: unknown): Promise<string> {
  const stdin = typeof input === 'string' ? input : JSON.stringify(input)
  const { stdout, stderr, exitCode } = await run([command], { stdin })
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toMatch(/^focal-bench: [^\n]+\n$/)
  return stderr
}

describe('loss', () => {
  it('answers an object with loss and gradient, in float64', async () => {
    const input = { activation: 'softmax', kind: 'ce', logits: [[Math.log(3), 0]], labels: [0] }
    const { loss, grad } = (await answer('loss', input)) as { loss: number; grad: number[][] }
    expect(loss).toBeCloseTo(-Math.log(0.75), 15)
    expect(grad[0]![0]).toBeCloseTo(-0.25, 15)
    expect(grad[0]![1]).toBeCloseTo(0.25, 15)
  })

  it('answers an array with an array, in order', async () => {
    const one = { kind: 'focal', gamma: 0, logits: [[1, 2, 3]], labels: [2] }
    const [focal, ce, soft] = (await answer('loss', [
      one,
      { ...one, kind: 'crossEntropy' },
      { kind: 'cross-entropy', logits: [[1, 2, 3]], targets: [[0, 0, 1]] },
    ])) as { loss: number }[]
    expect(focal!.loss).toBe(ce!.loss)
    expect(soft!.loss).toBe(ce!.loss)
    expect(await answer('loss', [])).toEqual([])
  })

  it.each([
    ['', 'stdin:1:1: the JSON is empty'],
    ['{"kind": "ce",\n  "logits": [[1, 2]],\n}', 'stdin:3:1: the JSON has "}"'],
    [{ kind: 'hinge', logits: [[1, 2]], labels: [0] }, 'kind is "hinge"; it must be one of ce, focal'],
    [{ logits: [[1, 2]], labels: [2] }, 'labels[0] is 2'],
    [{ logits: [[1, 2], [3]], labels: [0, 1] }, 'logits[1] has 1 numbers'],
    [
      [
        { logits: [[1, 2]], labels: [0] },
        { gama: 2, logits: [[1, 2]], labels: [0] },
      ],
      '[1]: A loss has no field "gama"',
    ],
    [{ gamma: -1, logits: [[1, 2]], labels: [0] }, 'gamma is -1'],
    [{ logits: [[1, null]], labels: [0] }, 'logits[0][1] is null'],
    ['3', 'The input is 3'],
  ])('names what is wrong with %j', async (input, message) => {
    expect(await refusal('loss', input)).toContain(message)
  })
})

describe('metrics', () => {
  it('has every metric by its name, null where it is not defined', async () => {
    const scores = [
      [0.8, 0.1, 0.1],
      [0.2, 0.7, 0.1],
      [0.6, 0.3, 0.1],
    ]
    const metrics = (await answer('metrics', { labels: [0, 1, 1], scores })) as Record<string, unknown>
    const names = [
      'accuracy',
      'balancedAccuracy',
      'precision',
      'recall',
      'f1',
      'support',
      'macroF1',
      'gmean',
      'mcc',
      'kappa',
      'averagePrecision',
      'rocAuc',
      'logLoss',
      'brier',
      'ece',
      'confusion',
    ]
    expect(Object.keys(metrics)).toEqual(expect.arrayContaining(names))
    expect(metrics).toMatchObject({
      accuracy: 2 / 3,
      balancedAccuracy: 0.75,
      recall: [1, 0.5, null],
      support: [1, 2, 0],
      confusion: [
        [1, 0, 0],
        [1, 1, 0],
        [0, 0, 0],
      ],
    })
  })

  it.each([
    [{ labels: [0], scores: [[0.5, 1.5]] }, 'scores[0][1] is 1.5'],
    [[{ labels: [0, 1], scores: [[1, 0]] }], '[0]: labels has 2 entries, but scores has 1 rows.'],
    [{ scores: [[1, 0]] }, 'labels must be an array of class numbers.'],
  ])('names what is wrong with %j', async (input, message) => {
    expect(await refusal('metrics', input)).toContain(message)
  })
})
