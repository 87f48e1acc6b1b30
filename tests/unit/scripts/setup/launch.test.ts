import { describe, expect, it } from 'vitest'
import { childEnvironment, passThrough } from '../../../../scripts/setup/launch.mjs'
import { sandbox } from '../sandbox'

const node = (script: string, onStart?: (child: import('node:child_process').ChildProcess) => void) =>
  passThrough(process.execPath, ['-e', script], {
    env: process.env,
    stdio: ['ignore', 'pipe', 'inherit'],
    onStart,
  })

describe('launch', () => {
  it('gives the exit code of the program', async () => {
    expect(await node('process.exit(7)')).toBe(7)
  })

  it('counts a signal as shells do', async () => {
    expect(await node('process.kill(process.pid, "SIGKILL")')).toBe(137)
  })

  it('hands a signal on, waits for the program to end, and takes its handlers away', async () => {
    const before = process.listenerCount('SIGTERM')
    const script =
      'process.on("SIGTERM", () => setTimeout(() => process.exit(5), 100)); console.log("up"); setInterval(() => {}, 1000)'
    const code = await node(script, (child) => {
      child.stdout?.once('data', () => process.kill(process.pid, 'SIGTERM'))
    })
    expect(code).toBe(5)
    expect(process.listenerCount('SIGTERM')).toBe(before)
  })

  it('fails where there is no such program', async () => {
    await expect(passThrough('/no/such/program', [], { env: {} })).rejects.toThrow('ENOENT')
  })

  it('tells the product where Node and the state are', () => {
    const { context } = sandbox({ HOME: '/home' })
    expect(childEnvironment({ ...context, node: '/the/node' })).toEqual({
      HOME: '/home',
      FOCAL_BENCH_NODE: '/the/node',
      FOCAL_BENCH_SETUP_STATE: expect.stringMatching(/node_modules.\.focal-bench.state\.json$/) as string,
    })
  })

  it('keeps training off a TensorFlow that another start put there', () => {
    const { context } = sandbox({ FOCAL_BENCH_TENSORFLOW: 'none' })
    expect(childEnvironment(context)['FOCAL_BENCH_BACKEND']).toBe('wasm')
    const chosen = { ...context, env: { ...context.env, FOCAL_BENCH_BACKEND: 'cpu' } }
    expect(childEnvironment(chosen)['FOCAL_BENCH_BACKEND']).toBe('cpu')
  })
})
