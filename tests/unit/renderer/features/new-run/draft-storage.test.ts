import { beforeEach, describe, expect, it } from 'vitest'
import { defaultRunConfig } from '@shared/config/defaults'
import { emptyDraft } from '../../../../../src/renderer/features/new-run/draft'
import { storedDraft, storeDraft } from '../../../../../src/renderer/features/new-run/draft-storage'

/** What a browser gives a window; Node has none that every version knows. */
class MemoryStorage implements Storage {
  private readonly items = new Map<string, string>()
  get length(): number {
    return this.items.size
  }
  key = (index: number): string | null => [...this.items.keys()][index] ?? null
  getItem = (key: string): string | null => this.items.get(key) ?? null
  setItem = (key: string, value: string): void => void this.items.set(key, value)
  removeItem = (key: string): void => void this.items.delete(key)
  clear = (): void => this.items.clear()
}

let storage: MemoryStorage
let last: MemoryStorage
beforeEach(() => {
  storage = new MemoryStorage()
  last = new MemoryStorage()
})

/** What lies under the draft's key, as another window may have left it. */
function leave(text: string): void {
  storeDraft(emptyDraft(), storage, last)
  storage.setItem(storage.key(0) ?? '', text)
}

describe('a stored draft', () => {
  it('is as it was left', () => {
    expect(storedDraft(storage, last)).toBeNull()
    const draft = { ...emptyDraft(), name: 'long tail', repeats: 5 }
    draft.config.data.imbalance = 50
    draft.config.loss.alpha = [1, 2.5]
    storeDraft(draft, storage, last)
    expect(storedDraft(storage, last)).toEqual(draft)
  })

  it('was lost when the window was closed', () => {
    storeDraft({ ...emptyDraft(), name: 'first' }, storage, last)
    const next = new MemoryStorage()
    expect(storedDraft(next, last)?.name).toBe('first')
    storeDraft({ ...emptyDraft(), name: 'second' }, next, last)
    expect(storedDraft(storage, last)?.name).toBe('first')
    expect(storedDraft(new MemoryStorage(), last)?.name).toBe('second')
  })

  it('keeps texts that are no values, and is read where it has none', () => {
    storeDraft({ ...emptyDraft(), wrong: { 'model.dropout': '7' } }, storage, last)
    expect(storedDraft(storage, last)?.wrong).toEqual({ 'model.dropout': '7' })
    const { wrong, ...older } = emptyDraft()
    leave(JSON.stringify(older))
    expect(storedDraft(storage, last)?.wrong).toEqual(wrong)
    leave(JSON.stringify({ ...older, wrong: { seed: 1 } }))
    expect(storedDraft(storage, last)).toBeNull()
  })

  it('of a window that knew fewer settings gets the defaults of the others', () => {
    const { gammaSchedule, ...loss } = defaultRunConfig.loss
    leave(JSON.stringify({ ...emptyDraft(), config: { ...defaultRunConfig, loss } }))
    expect(storedDraft(storage, last)?.config.loss.gammaSchedule).toBe(gammaSchedule)
  })

  it.each(['', '{', 'null', '[]', '{"config":{}}', '{"name":"a","tags":"","notes":"","repeats":1}'])(
    'that cannot be read is none: %s',
    (text) => {
      leave(text)
      expect(storedDraft(storage, last)).toBeNull()
    },
  )
})
