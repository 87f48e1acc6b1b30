import { describe, expect, it } from 'vitest'
import { chooseBackend } from '../../../../src/trainer/backend/choose-backend'

process.env['TF_CPP_MIN_LOG_LEVEL'] = '3'

describe('chooseBackend', () => {
  it('takes native TensorFlow where it is installed, and has nothing to excuse', async () => {
    expect(await chooseBackend(undefined)).toEqual({ name: 'tensorflow', reason: null })
    expect(await chooseBackend('')).toEqual({ name: 'tensorflow', reason: null })
  })

  it.each(['tensorflow', 'wasm', 'cpu'])('takes %s where it is asked for', async (name) => {
    expect(await chooseBackend(name)).toEqual({ name, reason: null })
  })

  it('refuses a backend that does not exist', async () => {
    await expect(chooseBackend('gpu')).rejects.toMatchObject({ code: 'bad-input' })
  })
})
