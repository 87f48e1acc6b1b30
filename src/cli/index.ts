/** The command line's entry: parses, runs one command, and ends with its exit code (see errors.ts). */
import { reportError } from './errors'
import { createProgram } from './program'

// Who reads our output may stop early (`| head`): that is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    throw error
  })
}

try {
  await createProgram().parseAsync()
} catch (error) {
  process.exitCode = reportError(error)
}
// A handle that is left open must not keep a finished command from ending.
process.stdout.write('', () => process.exit())
