import { expect, test } from 'vitest'
import { describeEnd } from '../../../../src/engine/queue/end-reason'

const end = { exitCode: null, signal: null, startError: null, lastLines: [] }

test('a signal, an exit code and a failed start are told apart', () => {
  expect(describeEnd({ ...end, signal: 'SIGKILL' })).toContain('killed (SIGKILL)')
  expect(describeEnd({ ...end, signal: 'SIGSEGV' })).toContain('signal SIGSEGV')
  expect(describeEnd({ ...end, exitCode: 134 })).toContain('exit code 134')
  expect(describeEnd({ ...end, startError: 'spawn node ENOENT' })).toContain(
    'could not be started: spawn node ENOENT',
  )
})

test('the last lines of stderr are part of the reason', () => {
  const lastLines = ['1', '2', '3', '4', '5', 'out of memory']
  const reason = describeEnd({ ...end, exitCode: 1, lastLines })
  expect(reason.split('\n').slice(1)).toEqual(['Its last lines were:', '2', '3', '4', '5', 'out of memory'])
})
