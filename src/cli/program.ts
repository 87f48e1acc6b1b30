/** The commands, and what all of them share. */
import { Command } from 'commander'
import manifest from '../../package.json'
import { registerCompare } from './commands/compare'
import { registerData } from './commands/data'
import { registerDoctor } from './commands/doctor'
import { registerExport } from './commands/export'
import { registerList } from './commands/list'
import { registerLoss } from './commands/loss'
import { registerMetrics } from './commands/metrics'
import { registerQueue } from './commands/queue'
import { registerRemove } from './commands/remove'
import { registerRestore } from './commands/restore'
import { registerResume } from './commands/resume'
import { registerServe } from './commands/serve'
import { registerShow } from './commands/show'
import { registerTrain } from './commands/train'

const registrations = [
  registerDoctor,
  registerTrain,
  registerResume,
  registerList,
  registerShow,
  registerCompare,
  registerExport,
  registerRemove,
  registerRestore,
  registerQueue,
  registerData,
  registerLoss,
  registerMetrics,
  registerServe,
]

const notThereYet = `
Not there yet: the commands sweep, import and worker, and the export formats tensorboard, mlflow, onnx, keras,
savedmodel, tfjs and html.`

/**
 * `--home` and `--json` are understood before and after the command's name. Usage errors are thrown, not exited on.
 * Command files name only what their flags need; their work is imported when it is asked for, so that every
 * command starts fast.
 */
export function createProgram(): Command {
  const program = new Command('focal-bench')
    .description('Train classifiers on imbalanced data, keep every run, compare them class by class.')
    .version(manifest.version, '--version', 'print the version')
    .helpOption('-h, --help', 'explain the command')
    .option(
      '--home <folder>',
      'where runs and data sets live (default: FOCAL_BENCH_HOME, or the platform’s data folder)',
    )
    .option('--json', 'print one JSON document on stdout; everything else goes to stderr')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(process.stdout.columns ?? 100, 110) })
    .configureOutput({ outputError: (text, write) => write(usageLine(text)) })
    .addHelpText('after', notThereYet)
    .exitOverride()
  for (const register of registrations) register(program)
  return program
}

/** Commander's own errors in the words of all others. */
function usageLine(text: string): string {
  return `${text
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/^error: /, 'focal-bench: ')
    .replace(/(unknown command '(sweep|import|worker)')/, '$1: it is not there yet')
    .replace(/\.+$/, '')}. "focal-bench --help" lists what there is.\n`
}
