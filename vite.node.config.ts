import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** The processes that run on plain Node: engine, trainer and command line. Packages stay in node_modules. */
export default defineConfig({
  resolve: { alias: { '@shared': resolve('src/shared'), '@core': resolve('src/core') } },
  build: {
    ssr: true,
    target: 'node22',
    outDir: 'out/node',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        engine: 'src/engine/process.ts',
        importer: 'src/engine/datasets/importer/process.ts',
        trainer: 'src/trainer/process.ts',
        cli: 'src/cli/index.ts',
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
})
