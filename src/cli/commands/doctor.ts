import type { Command } from 'commander'
import type { DoctorReport } from '@shared/domain/app'
import { unwrapError } from '@shared/contract/errors'
import { contextOf, type CommandContext } from '../context'
import { printResult } from '../output/print'

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('say what is installed and in use')
    .description('Say what is installed and in use, and what to do about what is missing.')
    .action(async (_options: unknown, self: Command) => {
      const context = contextOf(self)
      const report = await askEngine(context).catch((error: unknown) => examineAlone(context, error))
      await printResult(context.json, report, () => doctorText(report))
    })
}

async function askEngine(context: CommandContext): Promise<DoctorReport> {
  const { withEngine } = await import('../engine')
  return withEngine(context, ({ client }) => client.app.doctor())
}

/** Where no engine opens the home, that is one of the problems, and the rest is said all the same. */
async function examineAlone({ home }: CommandContext, thrown: unknown): Promise<DoctorReport> {
  const { code, message } = unwrapError(thrown)
  const [{ examine }, { findInstallation }] = await Promise.all([
    import('../../engine/handlers/doctor'),
    import('../../engine/host/installation'),
  ])
  const { setupState, trainerPath, nodePath } = findInstallation()
  const report = await examine({ home, store: null, setupState, trainerPath, nodePath })
  const remedy =
    code === 'internal' ? 'run npm start again' : 'do as it says, or name another home with --home'
  return {
    ...report,
    problems: [{ code, message: `The home cannot be opened. ${message}`, remedy }, ...report.problems],
  }
}

function doctorText({ node, electron, compute, sqlite, home, problems }: DoctorReport): string {
  const sources = {
    override: 'from ELECTRON_OVERRIDE_DIST_PATH',
    official: 'official',
    'last-resort': 'runtime of last resort',
    none: 'none; the workbench opens in a browser',
  }
  const lines = [
    `Node       ${node}`,
    `Electron   ${electron.version ?? 'not installed'} (${sources[electron.source]})`,
    `Training   ${compute.backend}${compute.tensorflow === null ? '' : ` ${compute.tensorflow}`}, ${compute.compiled ? 'whole-step compiled' : 'step by step'}`,
    `SQLite     ${sqlite}`,
    `Home       ${home}`,
  ]
  if (problems.length === 0) return [...lines, '', 'No problems.'].join('\n')
  const described = problems.flatMap(({ message, remedy }) => [`- ${message}`, `  ${remedy}`])
  return [
    ...lines,
    '',
    problems.length === 1 ? '1 problem:' : `${problems.length} problems:`,
    ...described,
  ].join('\n')
}
