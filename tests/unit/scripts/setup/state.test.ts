import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SetupState } from '@shared/setup-state'
import { emptyState, readState, stateFile, writeState } from '../../../../scripts/setup/state.mjs'
import { sandbox, write } from '../sandbox'

describe('state', () => {
  it('has what the engine and main read of it', () => {
    const state = emptyState()
    const read: SetupState = state
    expect(read).toMatchObject({
      node: null,
      tensorflow: null,
      electron: { version: null, source: 'none', path: null },
      problems: [],
    })
  })

  it('comes back as it was written, without temporary files', () => {
    const { context } = sandbox()
    const state = {
      ...emptyState(),
      node: { version: '24.21.0', path: '/node', source: 'package' as const },
      problems: [{ code: 'a', message: 'b', remedy: 'c' }],
    }
    writeState(context, state)
    expect(readState(context)).toEqual(state)
    expect(readdirSync(dirname(stateFile(context)))).toEqual(['state.json'])
    expect(readFileSync(stateFile(context), 'utf8')).toMatch(/\n$/)
  })

  it.each(['', '{', '[]', '{"format": 99, "problems": "none"}'])('starts anew from %j', (content) => {
    const { context } = sandbox()
    write(stateFile(context), content)
    expect(readState(context)).toEqual(emptyState())
  })
})
