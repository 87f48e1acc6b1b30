import { expect, it } from 'vitest'
import { notificationOf } from '../../../../src/engine/host/notifications'
import { runWith } from '../../core/filter/support'

it('says how a run has ended, in the window’s language', () => {
  expect(notificationOf(runWith({ name: 'a' }), 'en')).toEqual({
    type: 'notify',
    title: 'Training finished',
    body: 'a: balanced accuracy 92.0%',
    runId: '01JDTEST000000000000000001',
  })
  const failed = runWith({ name: 'a', state: 'failed', reason: 'out of memory' })
  expect(notificationOf(failed, 'zh-CN')).toMatchObject({ title: '训练失败', body: 'a：out of memory' })
})

it('keeps quiet about what a person did by hand', () => {
  expect(notificationOf(runWith({ state: 'stopped' }), 'en')).toBeNull()
  expect(notificationOf(runWith({ state: 'queued' }), 'en')).toBeNull()
})
