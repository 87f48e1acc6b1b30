/** `npm run build`: out/ from the sources, whether or not they changed. */

import * as buildStep from './setup/build.mjs'
import { runCommand } from './setup/command.mjs'
import { createContext } from './setup/context.mjs'
import { ensure } from './setup/ensure.mjs'
import { readState, writeState } from './setup/state.mjs'

await runCommand(async () => {
  const context = createContext()
  await ensure(context, {})
  const { value } = await buildStep.provision(context)
  writeState(context, { ...readState(context), build: value })
})
