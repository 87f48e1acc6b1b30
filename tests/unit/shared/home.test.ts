import { describe, expect, it } from 'vitest'
import { defaultHome } from '@shared/home'

describe('defaultHome', () => {
  it.each([
    ['linux', {}, '/home/ada', '/home/ada/.local/share/focal-bench'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/focal-bench'],
    ['darwin', {}, '/Users/ada', '/Users/ada/Library/Application Support/Focal Bench'],
    ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Roaming\\Focal Bench'],
    ['win32', { APPDATA: 'D:\\Roaming' }, 'C:\\Users\\ada', 'D:\\Roaming\\Focal Bench'],
  ])('on %s with %o', (platform, environment, userFolder, expected) => {
    expect(defaultHome(platform, environment, userFolder)).toBe(expected)
  })
})
