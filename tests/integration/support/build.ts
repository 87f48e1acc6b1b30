/** The product's processes, built from the sources as they are: engine, trainer and command line. */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../../..')
const sources = [
  'src/shared',
  'src/core',
  'src/engine',
  'src/trainer',
  'src/cli',
  'vite.node.config.ts',
  'package.json',
]
const keptMilliseconds = 3_600_000

export interface BuiltProduct {
  /** out/node of this build: cli.js, engine.js, trainer.js. */
  node: string
  /** A window of one page, in the place of the real one. */
  renderer: string
}

/** Builds once for each state of the sources, however many test files ask; inside the project, where packages are found. */
export async function builtProduct(): Promise<BuiltProduct> {
  const tests = join(root, 'out', 'tests')
  const folder = join(tests, `product-${fingerprint()}`)
  const product = { node: join(folder, 'node'), renderer: join(folder, 'renderer') }
  if (existsSync(folder)) return product
  const temporary = join(tests, `building-${randomUUID()}`)
  await build({
    configFile: join(root, 'vite.node.config.ts'),
    root,
    logLevel: 'error',
    build: { outDir: join(temporary, 'node') },
  })
  mkdirSync(join(temporary, 'renderer', 'assets'), { recursive: true })
  writeFileSync(join(temporary, 'renderer', 'index.html'), '<!doctype html><title>Focal Bench</title>\n')
  writeFileSync(join(temporary, 'renderer', 'assets', 'app-1a2b.js'), 'export {}\n')
  try {
    renameSync(temporary, folder)
  } catch {
    // Another test file was faster; its build is the same.
    rmSync(temporary, { recursive: true, force: true })
  }
  removeOld(tests)
  return product
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const source of sources)
    for (const path of filesUnder(join(root, source))) {
      const { mtimeMs, size } = statSync(path)
      hash.update(`${path} ${mtimeMs} ${size}\n`)
    }
  return hash.digest('hex').slice(0, 16)
}

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)))
}

function removeOld(tests: string): void {
  for (const name of readdirSync(tests)) {
    const path = join(tests, name)
    const isOld =
      Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > keptMilliseconds
    if (/^(product|building)-/.test(name) && isOld) rmSync(path, { recursive: true, force: true })
  }
}
