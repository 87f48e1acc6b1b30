import { expect, test } from 'vitest'
import { throughputChart } from '../../../../bench/training/chart'
import { kerasFit, ours, torchEager } from '../../../../bench/training/contenders'
import type { ContenderResult, ModelResult } from '../../../../bench/training/throughput'

function contender(
  title: string,
  family: ContenderResult['family'],
  median: number,
  isRewritten = false,
): ContenderResult {
  const rest = {
    isFixed: true,
    examplesPerSecond: [median],
    spread: 0,
    perProcessorSecond: median,
    peakFraction: 0.1,
    environment: null,
  }
  return { title, family, median, isRewritten, ...rest }
}

const model: ModelResult = {
  name: 'mlp',
  title: 'MLP <64>',
  goal: 3,
  operationsPerExample: 1,
  tryOuts: [],
  contenders: [
    contender(ours, 'ours', 300),
    contender(torchEager, 'torch', 50),
    contender('PyTorch, compiled', 'torch', 100),
    contender('PyTorch, by hand', 'torch', 200, true),
    contender(kerasFit, 'keras', 25),
  ],
  failures: [],
  bestPeer: 'PyTorch, compiled',
  ratio: 3,
  ratioToRewritten: 1.5,
}

test('bars are as long as the throughput to the best peer', () => {
  const widths = [
    ...throughputChart([model], '').matchAll(/<rect [^>]*width="([\d.]+)"[^>]*><title>([^<]*)/g),
  ]
  const of: Record<string, number> = Object.fromEntries(
    widths.map(([, width = '', title = '']) => [title, Number(width)] as const),
  )
  expect(of[ours]! / of['PyTorch, compiled']!).toBeCloseTo(3, 2)
  expect(of[torchEager]! / of['PyTorch, compiled']!).toBeCloseTo(0.5, 2)
  expect(of['PyTorch, by hand']).toBeUndefined()
})

test('text is escaped', () => {
  const svg = throughputChart([model], 'a & b')
  expect(svg).toContain('MLP &lt;64&gt;')
  expect(svg).toContain('a &amp; b')
})
