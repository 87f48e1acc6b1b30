import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { build, type Rolldown } from 'vite'

const root = resolve(import.meta.dirname, '../../../..')

/**
 * Bundles the trainer's process as the product does, from the source as it is now, into a folder of this test's own.
 * @returns the path to fork
 */
export async function buildTrainer(): Promise<string> {
  const outDir = resolve(root, `out/test-trainer/${process.pid}`)
  const output: Rolldown.OutputOptions = { format: 'es', entryFileNames: '[name].js' }
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve(root, 'src/shared'), '@core': resolve(root, 'src/core') } },
    build: {
      ssr: true,
      target: 'node22',
      outDir,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: { input: { trainer: resolve(root, 'src/trainer/process.ts') }, output },
    },
  })
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }))
  return resolve(outDir, 'trainer.js')
}
