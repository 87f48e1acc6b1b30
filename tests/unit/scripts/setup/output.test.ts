import { describe, expect, it } from 'vitest'
import { Output } from '../../../../scripts/setup/output.mjs'

function outputTo(isTTY: boolean) {
  const said: string[] = []
  return { said, output: new Output({ isTTY, write: (text: string) => said.push(text) }) }
}

describe('output', () => {
  it('draws a bar with the size on a terminal, and takes it away before a line', () => {
    const { said, output } = outputTo(true)
    const progress = output.progress('TensorFlow', 200e6)
    progress.update(50e6)
    expect(said.at(-1)).toMatch(/\r.*TensorFlow \[######-{18}\] 50 MB of 200 MB/)
    output.line('a line')
    expect(said.slice(-2)).toEqual(['\r\x1b[K', 'a line\n'])
  })

  it('writes one line a quarter elsewhere, and no control characters', () => {
    const { said, output } = outputTo(false)
    const progress = output.progress('TensorFlow', 200e6)
    for (let bytes = 0; bytes <= 200e6; bytes += 1e6) progress.update(bytes)
    progress.done()
    expect(said.slice(0, 4)).toEqual([
      '  TensorFlow (200 MB)\n',
      '  TensorFlow: 25 %\n',
      '  TensorFlow: 50 %\n',
      '  TensorFlow: 75 %\n',
    ])
    expect(said).toHaveLength(5)
    expect(said.join('')).not.toContain('\x1b')
  })

  it('says a problem in one line with its remedy', () => {
    const { said, output } = outputTo(false)
    output.problem({ code: 'no-compiler', message: 'No compiler', remedy: 'apt install g++' })
    expect(said).toEqual(['  ! No compiler → apt install g++\n'])
  })
})
