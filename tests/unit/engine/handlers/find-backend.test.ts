import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { findBackend } from '../../../../src/engine/handlers/find-backend'

const isNative = existsSync(resolve('node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node'))
const node = process.execPath

test('a library that does not load is said, and the next backend is the one', async () => {
  // A Node that ends at once stands for one that the library does not fit.
  const { backend, problem } = await findBackend('false', {})
  expect(backend).toBe('wasm')
  expect(problem?.code).toBe(isNative ? 'tensorflow-load' : 'tensorflow-missing')
  expect(problem?.message).toMatch(/Training runs on wasm, which is slower\.$/)
})

test('native TensorFlow is the one where its library loads', async () => {
  const found = await findBackend(node, {})
  if (isNative) expect(found).toEqual({ backend: 'tensorflow', problem: null })
  else expect(found).toMatchObject({ backend: 'wasm', problem: { code: 'tensorflow-missing' } })
})

test('the backend that is asked for goes first, with a problem where runs would fail with it', async () => {
  const forced = (name: string) => findBackend(node, { FOCAL_BENCH_BACKEND: name })
  expect(await forced('wasm')).toEqual({ backend: 'wasm', problem: null })
  expect(await forced('cpu')).toEqual({ backend: 'cpu', problem: null })
  expect(await forced('')).toEqual(await findBackend(node, {}))
  expect(await forced('abacus')).toMatchObject({ problem: { code: 'backend-unknown' } })
  const tensorflow = await forced('tensorflow')
  expect(tensorflow.backend).toBe('tensorflow')
  expect(tensorflow.problem?.code).toBe(isNative ? undefined : 'backend-unavailable')
})
