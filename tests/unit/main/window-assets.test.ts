import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from '@shared/content-security-policy'
import { readAsset } from '../../../src/main/window-assets'

let folder: string
let root: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'focal-bench-assets-'))
  root = join(folder, 'renderer')
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  mkdirSync(join(folder, 'renderer-other'))
  writeFileSync(join(folder, 'renderer-other', 'secret.txt'), 'secret')
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>页</title>')
  writeFileSync(join(root, 'assets', 'index.js'), 'export {}')
  writeFileSync(join(root, 'assets', 'icon 1.png'), Buffer.from([0x89, 0x50]))
  symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'))
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('readAsset', () => {
  it.each(['focal://app/', 'focal://app/index.html', 'focal://app/?x=1#/runs'])('answers %s', async (url) => {
    const asset = await readAsset(root, 'GET', url)
    expect(asset).toMatchObject({ statusCode: 200, mimeType: 'text/html', charset: 'utf-8' })
    expect(asset.data.toString()).toContain('页')
  })

  it('gives mime type and charset as separate values, and no charset for pictures', async () => {
    const script = await readAsset(root, 'GET', 'focal://app/assets/index.js')
    expect(script).toMatchObject({ mimeType: 'text/javascript', charset: 'utf-8' })
    const picture = await readAsset(root, 'GET', 'focal://app/assets/icon%201.png')
    expect(picture).toMatchObject({ statusCode: 200, mimeType: 'image/png', charset: null })
  })

  it('sends the content security policy with every answer, refusals too', async () => {
    for (const url of ['focal://app/', 'focal://app/missing']) {
      const { headers } = await readAsset(root, 'GET', url)
      expect(headers).toMatchObject({
        'Content-Security-Policy': contentSecurityPolicy,
        'X-Content-Type-Options': 'nosniff',
      })
    }
  })

  it.each([
    'focal://app/../secret.txt',
    'focal://app/%2e%2e/secret.txt',
    'focal://app/..%2fsecret.txt',
    'focal://app/assets/..%2f..%2fsecret.txt',
    'focal://app/..%5csecret.txt',
    'focal://app/../renderer-other/secret.txt',
    'focal://app/..%2frenderer-other/secret.txt',
    'focal://app/link.txt',
    'focal://app//etc/passwd',
    'focal://app/index.html%00.txt',
    'focal://app/%',
    'focal://app/assets',
    'focal://other/index.html',
    'file:///etc/passwd',
  ])('does not leave its folder for %s', async (url) => {
    const asset = await readAsset(root, 'GET', url)
    expect([400, 404]).toContain(asset.statusCode)
    expect(asset.data.toString()).not.toContain('secret')
  })

  it('answers GET alone', async () => {
    expect((await readAsset(root, 'POST', 'focal://app/index.html')).statusCode).toBe(405)
  })
})
