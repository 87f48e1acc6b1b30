/// <reference types="vite/client" />
import type { PreloadApi } from '@shared/preload-api'

declare global {
  interface Window {
    /** Present in Electron only; see src/shared/preload-api.ts. */
    focalBench?: PreloadApi
  }
}
