import { describe, expect, it, vi } from 'vitest'
import { watch } from 'vue'
import type { RunSummary } from '@shared/domain/run'
import { useDatasets } from '../../../../src/renderer/stores/datasets'
import { useQueue } from '../../../../src/renderer/stores/queue'
import { useRuns } from '../../../../src/renderer/stores/runs'
import { useSelection } from '../../../../src/renderer/stores/selection'
import { useSettings } from '../../../../src/renderer/stores/settings'
import { useToasts } from '../../../../src/renderer/stores/toasts'
import { openEngine, openStores } from './open-stores'

const config = { model: { kind: 'linear' as const }, training: { epochs: 1 } }

describe('the runs', () => {
  it('arrive from the engine, newest first', async () => {
    const { app, connection } = await openStores()
    const runs = app.runWithContext(useRuns)
    await vi.waitFor(() => expect(runs.loaded).toBe(true))
    expect(runs.list).toEqual([])
    const first = await connection.client.runs.create({ config, name: 'first' })
    const second = await connection.client.runs.create({ config, name: 'second' })
    await vi.waitFor(() => expect(runs.list.map((run) => run.id)).toEqual([second.id, first.id]))
  })

  it('are removed, and come back with Undo', async () => {
    const { app, connection } = await openStores()
    const [runs, toasts, queue] = [
      app.runWithContext(useRuns),
      app.runWithContext(useToasts),
      app.runWithContext(useQueue),
    ]
    const { id } = await connection.client.runs.create({ config, name: 'mine' })
    await vi.waitFor(() => expect(runs.list).toHaveLength(1))
    await queue.cancel(id)
    await runs.remove([id])
    expect(runs.list).toEqual([])
    const toast = toasts.toasts.at(-1)
    expect(toast).toMatchObject({ text: 'Removed “mine”', action: { label: 'Undo' } })
    await toast!.action!.run()
    await vi.waitFor(() => expect(runs.list.map((run) => run.name)).toEqual(['mine']))
    expect((await connection.client.runs.list({})).map((run) => run.id)).toEqual([id])
  })

  it('that fail while the window is open are told of, once each', async () => {
    const failed: string[] = []
    const { app, connection } = await openStores((run) => failed.push(run.name))
    const runs = app.runWithContext(useRuns)
    await vi.waitFor(() => expect(runs.loaded).toBe(true))
    const { id } = await connection.client.runs.create({ config, name: 'without a trainer', start: 'now' })
    await vi.waitFor(() => expect(runs.get(id)?.state).toBe('failed'), { timeout: 20_000 })
    await runs.update([id], { name: 'renamed' })
    await vi.waitFor(() => expect(runs.get(id)?.name).toBe('renamed'))
    expect(failed).toEqual(['without a trainer'])
  })

  it('take changes of names, tags and colours', async () => {
    const { app, connection } = await openStores()
    const runs = app.runWithContext(useRuns)
    const { id } = await connection.client.runs.create({ config })
    await runs.update([id], { name: 'renamed', tags: ['a'], colour: 'palette:7' })
    expect(runs.get(id)).toMatchObject({ name: 'renamed', tags: ['a'], colour: 'palette:7' })
  })

  it('are replaced when another engine answers after the first was lost', async () => {
    const { app, connection, host } = await openStores()
    const runs = app.runWithContext(useRuns)
    await connection.client.runs.create({ config, name: 'old' })
    await vi.waitFor(() => expect(runs.list).toHaveLength(1))
    host.lose()
    expect(connection.state.value).toBe('lost')
    expect(runs.list).toHaveLength(1) // what was known stays in view
    const next = await openEngine()
    await next.client.runs.create({ config, name: 'new' })
    host.connect(next)
    await vi.waitFor(() => expect(runs.list.map((run) => run.name)).toEqual(['new']))
  })

  it('stay quick with 10,000 of them', async () => {
    const { app, connection } = await openStores()
    const runs = app.runWithContext(useRuns)
    const run = await connection.client.runs.create({ config })
    const many = Array.from({ length: 10_000 }, (_, i): RunSummary => ({ ...run, id: `${100_000 + i}` }))
    runs.replace(many)
    expect(runs.list[0]!.id).toBe('109999')
    const start = process.cpuUsage() // time on the clock says more about the machine's other work
    for (let i = 0; i < 20; i++) {
      runs.merge([{ ...many[i * 500]!, state: 'done' }])
      expect(runs.list).toHaveLength(10_000)
    }
    expect(process.cpuUsage(start).user / 1000 / 20).toBeLessThan(50)
  })
})

describe('the queue', () => {
  it('is moved at once and keeps the engine’s order', async () => {
    const { app, connection, engine } = await openStores()
    const [queue, runs] = [app.runWithContext(useQueue), app.runWithContext(useRuns)]
    const ids: string[] = []
    for (const name of ['a', 'b', 'c']) ids.push((await connection.client.runs.create({ config, name })).id)
    await vi.waitFor(() => expect(runs.list).toHaveLength(3))
    await vi.waitFor(() => expect(queue.waiting.map((run) => run.name)).toEqual(['a', 'b', 'c']))
    const moved = queue.move(ids[2]!, 0)
    expect(queue.waiting.map((run) => run.name)).toEqual(['c', 'a', 'b'])
    await moved
    expect((await engine.client.queue.get()).waiting).toEqual([ids[2], ids[0], ids[1]])
  })

  it('takes a move back that the engine refuses', async () => {
    const { app, connection } = await openStores()
    const queue = app.runWithContext(useQueue)
    const { id } = await connection.client.runs.create({ config, name: 'a' })
    await vi.waitFor(() => expect(queue.state?.waiting).toEqual([id]))
    await expect(queue.move('no-such-run', 0)).rejects.toMatchObject({ name: 'FocalError' })
    expect(queue.state?.waiting).toEqual([id])
  })

  it('gives a run that was taken out by mistake its place back', async () => {
    const { app, connection } = await openStores()
    const [queue, toasts] = [app.runWithContext(useQueue), app.runWithContext(useToasts)]
    const first = await connection.client.runs.create({ config, name: 'first' })
    const second = await connection.client.runs.create({ config, name: 'second' })
    await vi.waitFor(() => expect(queue.state?.waiting).toEqual([first.id, second.id]))
    await queue.cancel(first.id)
    expect(queue.state?.waiting).toEqual([second.id])
    const [toast] = toasts.toasts
    expect(toast).toMatchObject({ text: 'Took “first” out of the queue', action: { label: 'Undo' } })
    await toast!.action!.run()
    expect(queue.state?.waiting).toEqual([first.id, second.id])
  })

  it('is paused and resumed', async () => {
    const { app } = await openStores()
    const queue = app.runWithContext(useQueue)
    await queue.pause()
    expect(queue.state?.paused).toBe(true)
    await queue.resume()
    expect(queue.state?.paused).toBe(false)
  })
})

describe('settings', () => {
  it('are kept by the engine, in one call after a pause', async () => {
    const { app, engine } = await openStores()
    const settings = app.runWithContext(useSettings)
    const width = settings.remembered('panel.width', 440)
    width.value = 300
    width.value = 310
    settings.change({ theme: 'dark' })
    expect(settings.dark).toBe(true)
    expect(width.value).toBe(310)
    await vi.waitFor(async () => {
      expect(await engine.client.app.settings()).toMatchObject({
        theme: 'dark',
        layout: { 'panel.width': 310 },
      })
    })
  })

  it('of another shape are not taken', async () => {
    const { app } = await openStores()
    const settings = app.runWithContext(useSettings)
    settings.change({ layout: { 'panel.width': 'wide' } })
    const width = settings.remembered('panel.width', 440, (value) => typeof value === 'number')
    expect(width.value).toBe(440)
  })

  it('are not heard of by those who look at others, neither when they change nor when the engine answers', async () => {
    const { app, engine } = await openStores()
    const settings = app.runWithContext(useSettings)
    const columns = settings.remembered<string[]>('runs.columns', [])
    columns.value = ['name']
    const width = settings.remembered('panel.width', 440)
    let heard = 0
    watch(columns, () => heard++, { flush: 'sync' })
    width.value = 300
    await vi.waitFor(async () => {
      expect(await engine.client.app.settings()).toMatchObject({ layout: { 'panel.width': 300 } })
    })
    await settings.load()
    expect(heard).toBe(0)
    columns.value = ['name', 'state']
    expect(heard).toBe(1)
  })

  it('follow what another window changed', async () => {
    const { app, engine } = await openStores()
    const settings = app.runWithContext(useSettings)
    await vi.waitFor(() => expect(settings.settings.trainersAtOnce).toBe(1))
    await engine.client.app.changeSettings({ trainersAtOnce: 3 })
    await vi.waitFor(() => expect(settings.settings.trainersAtOnce).toBe(3))
  })
})

describe('the selection', () => {
  it('has only runs that are there', async () => {
    const { app, connection } = await openStores()
    const [selection, runs] = [app.runWithContext(useSelection), app.runWithContext(useRuns)]
    const { id } = await connection.client.runs.create({ config, name: 'a' })
    await vi.waitFor(() => expect(runs.list).toHaveLength(1))
    selection.set(['gone', id])
    expect(selection.selected.map((run) => run.name)).toEqual(['a'])
    selection.toggle(id)
    expect(selection.selected).toEqual([])
  })

  it('is the same list while only other runs change', async () => {
    const { app, connection } = await openStores()
    const [selection, runs] = [app.runWithContext(useSelection), app.runWithContext(useRuns)]
    const { id } = await connection.client.runs.create({ config, name: 'a' })
    const other = await connection.client.runs.create({ config, name: 'b' })
    await vi.waitFor(() => expect(runs.list).toHaveLength(2))
    selection.set([id])
    runs.merge([{ ...runs.get(id)! }])
    const before = selection.selected
    runs.merge([{ ...other, name: 'renamed' }])
    expect(selection.selected).toBe(before)
    runs.merge([{ ...runs.get(id)!, name: 'renamed too' }])
    expect(selection.selected.map((run) => run.name)).toEqual(['renamed too'])
  })
})

it('the data sets are there, by id and by name', async () => {
  const { app } = await openStores()
  const datasets = app.runWithContext(useDatasets)
  await vi.waitFor(() => expect(datasets.loaded).toBe(true))
  expect(datasets.find('digits')?.samples).toBe(1797)
})

it('an error that repeats is said once', async () => {
  const { app } = await openStores()
  const toasts = app.runWithContext(useToasts)
  toasts.fail(new Error('the same'))
  toasts.fail(new Error('the same'))
  expect(toasts.toasts.map((toast) => toast.text)).toEqual(['the same'])
})

it('settings changed while the engine is away are saved when it is back, without a word', async () => {
  const { app, host, engine } = await openStores()
  const settings = app.runWithContext(useSettings)
  const toasts = app.runWithContext(useToasts)
  await vi.waitFor(() => expect(settings.settings.trainersAtOnce).toBe(1))
  host.lose()
  settings.change({ trainersAtOnce: 4 })
  await new Promise((settle) => setTimeout(settle, 600))
  expect(toasts.toasts).toEqual([])
  host.connect(engine)
  await vi.waitFor(async () => expect((await engine.client.app.settings()).trainersAtOnce).toBe(4))
  expect(settings.settings.trainersAtOnce).toBe(4)
})
