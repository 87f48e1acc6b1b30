/** What every command knows: the home, and how to print. */
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { engineEnvironment } from '@shared/engine-protocol'
import { badInput } from '@shared/errors'
import { defaultHome } from '@shared/home'

export interface CommandContext {
  /** Absolute. */
  home: string
  /** One JSON document on stdout. */
  json: boolean
}

export function contextOf(command: Command): CommandContext {
  const { home, json } = command.optsWithGlobals<{ home?: string; json?: boolean }>()
  if (home !== undefined && /^\s*$|^-/.test(home)) {
    throw badInput(`--home names no folder, but ${JSON.stringify(home)}.`, { field: '--home' })
  }
  const chosen =
    home ?? (process.env[engineEnvironment.home] || defaultHome(process.platform, process.env, homedir()))
  return { home: resolve(chosen), json: json ?? false }
}
