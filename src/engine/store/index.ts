export * from './types'
export { openStore } from './open'
