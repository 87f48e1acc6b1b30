import { describe, expect, it } from 'vitest'
import { chooseRuntime } from '../../../src/main/engine-runtime'

const electron = '/opt/app/electron'
const node = '/cache/node/bin/node'

describe('chooseRuntime', () => {
  it("runs the engine on Electron's own binary where its Node is new enough", () => {
    const runtime = chooseRuntime({ node: '24.11.1', napi: '10' }, electron, node)
    expect(runtime).toEqual({ execPath: electron, environment: { ELECTRON_RUN_AS_NODE: '1' } })
  })

  it.each([
    ['16.17.1', '8'],
    ['22.13.1', '9'],
    ['22.13.1', '10'],
    ['22.14.0', undefined],
  ])('takes the Node that set-up provides where Electron has %s with Node-API %s', (version, napi) => {
    const runtime = chooseRuntime({ node: version, napi }, electron, node)
    expect(runtime).toEqual({ execPath: node, environment: {} })
  })

  it('accepts 22.14 itself', () => {
    expect(chooseRuntime({ node: '22.14.0', napi: '10' }, electron, null).execPath).toBe(electron)
  })

  it('says what to do where there is no Node that could run it', () => {
    expect(() => chooseRuntime({ node: '16.17.1', napi: '8' }, electron, null)).toThrow(/22\.14.*npm start/)
  })
})
