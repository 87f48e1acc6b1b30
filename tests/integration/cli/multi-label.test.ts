/** Samples with several labels, from a CSV to figures that src/core has from the stored predictions, too. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matrixFromFlat } from '@core/matrix'
import { multiLabelMetrics } from '@core/metrics/multi-label'
import { openStore } from '../../../src/engine/store'
import { run, runJson, temporaryFolder } from '../support/command-line'
import { scenesCsv, scenesLike } from '../trainer/support/multi-label-data'

const scenes = scenesLike({ labels: 4, samples: 300, size: 4, noise: 0.7 })
const labels = scenes.labels.join(',')
const quick = ['--epochs', '4', '--lr', '0.01']
const clean: (() => void)[] = []
let home: string
let csv: string

interface Document {
  run: {
    id: string
    state: string
    multiLabel: boolean
    config: { loss: Record<string, unknown> }
    best: {
      epoch: number
      accuracy: number
      balancedAccuracy: number
      macroF1: number
      valCrossEntropy: number
      perClass: { label: string; support: number; recall: number; precision: number; f1: number }[]
      confusion: number[][]
    }
  }
}

beforeAll(async () => {
  home = temporaryFolder((remove) => clean.push(remove))
  csv = join(home, 'scenes.csv')
  writeFileSync(csv, scenesCsv(scenes))
  await runJson(['train', '--data', csv, '--labels', labels, '--name', 'scenes', ...quick], { home })
})
afterAll(() => clean.forEach((remove) => remove()))

describe('samples with several labels', () => {
  it('are trained by sigmoids, and measured as src/core measures the stored predictions', async () => {
    const { run: shown } = (await runJson(['show', 'scenes'], { home })) as Document
    expect(shown).toMatchObject({ state: 'done', multiLabel: true })
    expect(shown.config.loss).toMatchObject({ kind: 'focal', activation: 'sigmoid', priorProbability: 0.5 })
    const store = openStore(home, { readOnly: true })
    const predictions = store.predictions.read(shown.id, 'best')
    store.close()
    const { rows, probabilities } = predictions!
    const count = scenes.labels.length
    const truth = Float64Array.from(
      { length: rows.length * count },
      (_, k) => scenes.targets![rows[Math.floor(k / count)]! * count + (k % count)]!,
    )
    const expected = multiLabelMetrics(
      matrixFromFlat(truth, rows.length, count),
      matrixFromFlat(probabilities, rows.length, count),
    )
    const { best } = shown
    expect(best.epoch).toBe(predictions!.epoch)
    expect(best.accuracy).toBeCloseTo(expected.subsetAccuracy, 9)
    expect(best.macroF1).toBeCloseTo(expected.macro.f1!, 9)
    expect(best.perClass).toEqual(
      expected.perLabel.map(({ support, recall, precision, f1 }, c) => ({
        label: scenes.labels[c],
        support,
        recall,
        precision,
        f1,
      })),
    )
    for (const row of best.confusion) expect(row.reduce((sum, one) => sum + one)).toBe(rows.length)
  })

  it('are shown, exported and compared, with what does not compare', async () => {
    await runJson(['train', '--data', 'scenes', '--loss', 'ce', '--name', 'plain', ...quick], { home })
    await runJson(['train', '--model', 'linear', '--epochs', '1', '--name', 'digits'], { home })
    const { stdout: report } = await run(['show', 'scenes'], { home })
    expect(report).toMatch(/subset accuracy \d/)
    expect(report).toMatch(/label +support/)
    const both = await run(['compare', 'scenes', 'plain'], { home })
    expect(both.stdout).toContain('subset accuracy')
    expect(both.stdout).not.toContain('none of them compares')
    expect(both.stdout).toMatch(/^few rows of|^To scenes on the same validation rows/m)
    const compared = (await runJson(['compare', 'scenes', 'plain'], { home })) as {
      runs: {
        best: Record<string, number>
        unpaired: string | null
        paired: Record<string, { value: number }>
      }[]
      perClass: { recall: number[]; recallDifference: { value: number }[]; answers: (object | null)[] }[]
    }
    const [reference, plain] = compared.runs
    expect(plain!.unpaired).toBeNull()
    for (const metric of ['accuracy', 'balancedAccuracy', 'macroF1'])
      expect(plain!.paired[metric]!.value).toBeCloseTo(plain!.best[metric]! - reference!.best[metric]!, 9)
    for (const { recall, recallDifference, answers } of compared.perClass) {
      expect(recallDifference[1]!.value).toBeCloseTo(recall[1]! - recall[0]!, 9)
      expect(answers).toMatchObject([null, { method: expect.any(String) as string }])
    }
    const mixed = await run(['compare', 'scenes', 'digits'], { home })
    expect(mixed.stdout).toMatch(/scenes: of samples with several labels.*none of them compares/)
    const { stdout: exported } = await run(['export', 'scenes', '--format', 'json', '--out', '-'], { home })
    const [first] = (JSON.parse(exported) as { runs: { multiLabel: boolean; majorityBaseline: null }[] }).runs
    expect(first).toMatchObject({ multiLabel: true, majorityBaseline: null })
  })

  it.each([
    [['--activation', 'softmax'], '--activation is softmax'],
    [['--loss', 'ldam'], '--loss is ldam'],
    [['--imbalance', '5'], '--imbalance makes a long tail'],
    [['--alpha', '1,2'], '--alpha has 2 numbers'],
  ])('are refused %j before anything is trained', async (flags, problem) => {
    const { stderr, stdout, exitCode } = await run(['train', '--data', 'scenes', ...flags, '--json'], {
      home,
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(problem)
  })
})
