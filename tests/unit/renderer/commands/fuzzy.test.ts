import { describe, expect, it } from 'vitest'
import { matchScore } from '../../../../src/renderer/commands/fuzzy'

describe('matchScore', () => {
  it('finds words in any order', () => {
    expect(matchScore('run new', 'New run')).toBeGreaterThan(0)
  })

  it('finds nothing where a word is missing', () => {
    expect(matchScore('new xyz', 'New run')).toBe(0)
  })

  it('puts the start of the text before the start of a word, and that before the middle of one', () => {
    const [start, word, middle] = ['queue: pause', 'pause the queue', 'requeue'].map((text) =>
      matchScore('queue', text),
    )
    expect(start).toBeGreaterThan(word!)
    expect(word).toBeGreaterThan(middle!)
  })

  it('finds letters in order, as the weakest match', () => {
    expect(matchScore('nr', 'New run')).toBeGreaterThan(0)
    expect(matchScore('nr', 'New run')).toBeLessThan(matchScore('run', 'New run'))
    expect(matchScore('rn w', 'New run')).toBeGreaterThan(0)
  })

  it('finds everything with nothing', () => {
    expect(matchScore('  ', 'New run')).toBeGreaterThan(0)
  })
})
