import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const alias = { '@shared': resolve('src/shared'), '@core': resolve('src/core') }

/** Main and preload run on Electron 22 (CommonJS, Node 16.17), the renderer on Chrome 108. */
export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      target: 'node16.17',
      outDir: 'out/main',
      externalizeDeps: false,
      rolldownOptions: { input: 'src/main/index.ts', external: ['electron'], output: { format: 'cjs', entryFileNames: 'index.cjs' } },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      target: 'node16.17',
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: { input: 'src/preload/index.ts', output: { format: 'cjs', entryFileNames: 'index.cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    resolve: { alias },
    plugins: [vue()],
    define: {
      __VUE_OPTIONS_API__: 'false',
      __VUE_I18N_LEGACY_API__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'false',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    css: { transformer: 'lightningcss', lightningcss: { targets: { chrome: 108 << 16 } } },
    build: {
      outDir: 'out/renderer',
      target: 'chrome108',
      cssTarget: 'chrome108',
      minify: true,
      modulePreload: false,
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
  },
})
