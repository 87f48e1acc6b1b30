/** The throughput as a picture for the documentation: bars of examples a second, to the best peer. */
import { ours, kerasFit, torchEager } from './contenders'
import type { ContenderResult, ModelResult } from './throughput'

interface Bar {
  label: string
  colour: string
  pick: (model: ModelResult) => ContenderResult | undefined
}

const fastest = (family: 'torch' | 'keras') => (model: ModelResult) =>
  model.contenders
    .filter((contender) => contender.family === family && !contender.isRewritten)
    .sort((a, b) => b.median - a.median)[0]
const named = (title: string) => (model: ModelResult) => model.contenders.find((one) => one.title === title)

const bars: Bar[] = [
  { label: 'Focal Bench', colour: '#0072b2', pick: named(ours) },
  { label: 'PyTorch at its best', colour: '#d55e00', pick: fastest('torch') },
  { label: 'PyTorch eager', colour: '#e69f00', pick: named(torchEager) },
  { label: 'Keras at its best', colour: '#009e73', pick: fastest('keras') },
  { label: 'Keras fit', colour: '#8fbc8f', pick: named(kerasFit) },
]

const width = 880
const left = 270
const right = 130
const top = 64
const barHeight = 13
const gap = 20

/** An SVG document. */
export function throughputChart(models: readonly ModelResult[], footnote: string): string {
  const group = bars.length * barHeight + gap
  const height = top + models.length * group + 44
  const largest = Math.max(1, ...models.flatMap((model) => bars.map((bar) => relative(model, bar) ?? 0)))
  const scale = (value: number) => ((width - left - right) * value) / largest
  const oneAt = left + scale(1)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Training throughput to the best peer">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(16, 24, 'Training throughput, to the best peer of each model', 'font-size="16" font-weight="600"'),
    ...legend(),
    `<line x1="${oneAt}" x2="${oneAt}" y1="${top - 6}" y2="${height - 40}" stroke="#888" stroke-dasharray="3 3"/>`,
    ...models.flatMap((model, m) => modelBars(model, top + m * group, scale)),
    text(16, height - 14, footnote, 'fill="#555"'),
    '</svg>',
    '',
  ].join('\n')
}

function modelBars(model: ModelResult, y: number, scale: (value: number) => number): string[] {
  const middle = y + (bars.length * barHeight) / 2 + 4
  const drawn = bars.flatMap((bar, b) => {
    const value = relative(model, bar)
    const contender = bar.pick(model)
    if (value === null || contender === undefined) return []
    const at = y + b * barHeight
    const figure = `${value.toFixed(2)}  ${Math.round(contender.median).toLocaleString('en')}/s`
    return [
      `<rect x="${left}" y="${at}" width="${scale(value).toFixed(1)}" height="${barHeight - 2}" fill="${bar.colour}"><title>${escaped(contender.title)}</title></rect>`,
      text(left + scale(value) + 6, at + barHeight - 3, figure, 'font-size="10.5" fill="#333"'),
    ]
  })
  return [text(left - 12, middle, model.title, 'text-anchor="end"'), ...drawn]
}

/** Examples a second to those of the best peer; null where one was not measured. */
function relative(model: ModelResult, bar: Bar): number | null {
  const best = Math.max(...(['torch', 'keras'] as const).map((family) => fastest(family)(model)?.median ?? 0))
  const own = bar.pick(model)
  return own === undefined || best === 0 ? null : own.median / best
}

function legend(): string[] {
  return bars.flatMap(({ label, colour }, i) => {
    const x = 16 + i * 165
    return [`<rect x="${x}" y="36" width="11" height="11" fill="${colour}"/>`, text(x + 17, 46, label)]
  })
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escaped(content)}</text>`
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
