/** Where the parts of this installation are: found from the place of this very file, bundled or not. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { engineEnvironment } from '@shared/engine-protocol'
import { FocalError } from '@shared/errors'
import type { SetupState } from '@shared/setup-state'

export interface Installation {
  root: string
  version: string
  resourcesFolder: string
  /** The built window, served to browsers. */
  rendererFolder: string
  trainerPath: string
  /** The Node that runs trainers. */
  nodePath: string
  setupState: SetupState | null
}

/** @throws FocalError `internal` where this file lies outside an installation. */
export function findInstallation(): Installation {
  const here = dirname(fileURLToPath(import.meta.url))
  const { root, version } = findRoot(here)
  const built = findBuilt(here) ?? join(root, 'out')
  return {
    root,
    version,
    resourcesFolder: join(root, 'resources'),
    rendererFolder: join(built, 'renderer'),
    trainerPath: join(built, 'node', 'trainer.js'),
    nodePath: process.env[engineEnvironment.node] || process.execPath,
    setupState: readSetupState(
      process.env[engineEnvironment.setupState] || join(root, 'node_modules', '.focal-bench', 'state.json'),
    ),
  }
}

function findRoot(start: string): { root: string; version: string } {
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = readJson(join(folder, 'package.json')) as { name?: string; version?: string } | null
    if (manifest?.name === 'focal-bench') return { root: folder, version: manifest.version ?? '0.0.0' }
    if (folder === dirname(folder)) break
  }
  throw new FocalError({
    code: 'internal',
    message: `No installation of Focal Bench around ${start}. Run it from its checkout: npm start`,
  })
}

/** The folder of the build that this file is part of, which holds `node/trainer.js`; null for the sources. */
function findBuilt(start: string): string | null {
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'trainer.js'))) return dirname(folder)
  }
  return null
}

/** The parts of set-up's file that are read here; it has more. */
const setupStateSchema = z.object({
  node: z.object({ version: z.string(), path: z.string() }).nullable().default(null),
  tensorflow: z
    .object({ source: z.string(), version: z.string(), singleThreadedExecutor: z.boolean().default(false) })
    .nullable()
    .default(null),
  // Null until `npm start` has asked for Electron.
  electron: z
    .object({
      version: z.string().nullable(),
      source: z.enum(['override', 'official', 'last-resort', 'none']),
      path: z.string().nullable(),
    })
    .nullable()
    .default(null)
    .transform((electron) => electron ?? { version: null, source: 'none' as const, path: null }),
  problems: z.array(z.object({ code: z.string(), message: z.string(), remedy: z.string() })).default([]),
})

/** Null where set-up has not written it: doctor then says what it finds by itself. */
function readSetupState(path: string): SetupState | null {
  const parsed = setupStateSchema.safeParse(readJson(path))
  return parsed.success ? parsed.data : null
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return null
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
