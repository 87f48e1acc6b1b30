import { describe, expect, it } from 'vitest'
import { PieceSize, Turns } from '../../../../src/trainer/loop/turns'

describe('PieceSize', () => {
  it('begins with one piece, and soon takes as many as fit', () => {
    const size = new PieceSize()
    expect(size.count).toBe(1)
    for (let i = 0; i < 5; i++) size.measured(size.count, size.count * 0.1)
    expect(size.count).toBe(100)
  })

  it('does not let many slow pieces pile up after fast ones', () => {
    const size = new PieceSize()
    for (let i = 0; i < 9; i++) size.measured(size.count, size.count * 0.1)
    size.measured(size.count, size.count * 20)
    expect(size.count).toBe(1)
  })

  it('is at least one, however slow a piece is', () => {
    const size = new PieceSize()
    size.measured(1, 60_000)
    expect(size.count).toBe(1)
  })
})

describe('Turns', () => {
  it('lets the event loop in once its turn is over, and not before', async () => {
    const turns = new Turns()
    let heard = 0
    const timer = setInterval(() => (heard += 1), 0)
    await turns.yieldWhenDue()
    expect(heard).toBe(0)
    const until = performance.now() + 60
    while (performance.now() < until);
    await turns.yieldWhenDue()
    await turns.yieldNow()
    expect(heard).toBeGreaterThan(0)
    clearInterval(timer)
  })
})
