import type { Command } from 'commander'
import { badInput } from '@shared/errors'
import { contextOf } from '../context'

export function registerServe(program: Command): void {
  program
    .command('serve')
    .summary('open the workbench in a browser')
    .description('Print a URL that opens the workbench in a browser, once, and keep it running until Ctrl+C.')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on (default: any free one)', readPort)
    .action(async ({ host, port }: { host: string; port?: number }, self: Command) => {
      const { serve } = await import('../serve/serve')
      process.exitCode = await serve(contextOf(self), { host, port: port ?? 0 })
    })
}

function readPort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : NaN
  if (port >= 0 && port <= 65_535) return port
  throw badInput(`--port must be a whole number from 0 to 65535, not "${text}".`, { field: '--port' })
}
