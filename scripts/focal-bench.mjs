#!/usr/bin/env node
/** `npx focal-bench <command>`: sets up what is missing (said on stderr), then runs the command line on the right Node. */

import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { runCommand } from './setup/command.mjs'
import { createContext } from './setup/context.mjs'
import { ensure } from './setup/ensure.mjs'
import { childEnvironment, passThrough } from './setup/launch.mjs'

await runCommand(async () => {
  const context = createContext()
  const state = await ensure(context, { build: true })
  const cli = path.join(context.root, 'out', 'node', 'cli.js')
  if (state.node?.source === 'machine') {
    Object.assign(process.env, childEnvironment(context))
    process.argv[1] = cli
    await import(pathToFileURL(cli).href)
    return Number(process.exitCode ?? 0)
  }
  return passThrough(context.node, [cli, ...process.argv.slice(2)], { env: childEnvironment(context) })
})
