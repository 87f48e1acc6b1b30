/** The engine's side of an import: a process of its own that does one task, and whose end is always told. */
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImportProgress } from '@shared/domain/dataset'
import { FocalError } from '@shared/errors'
import { throwIfCancelled } from '../../turns'
import type { FromImporter, ImportTask } from './protocol'

export interface ImporterPaths {
  /** The importer's entry file. */
  importerPath: string
  /** The Node that runs it. */
  nodePath: string
}

export type ImporterAnswer = Exclude<FromImporter, { type: 'progress' | 'failed' }>

export class Importer {
  private readonly running = new Set<ChildProcess>()

  constructor(
    private readonly paths: ImporterPaths,
    /** Folder of the data files; temporary folders are made in it. */
    private readonly folder: string,
  ) {}

  /**
   * Runs a task; a cancelled signal ends its process at once. Temporary files are gone afterwards.
   * @throws FocalError what the importer says, `cancelled`, `data-set-invalid` where its process died
   */
  async run(
    task: Omit<ImportTask, 'work' | 'target'>,
    onProgress: (progress: ImportProgress) => void,
    signal?: AbortSignal,
  ): Promise<ImporterAnswer> {
    throwIfCancelled(signal)
    this.requireBuilt()
    const work = await mkdtemp(join(this.folder, workPrefix))
    try {
      return await this.runProcess({ ...task, work, target: this.folder }, onProgress, signal)
    } finally {
      await rm(work, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  /** Ends every import that is under way. */
  close(): void {
    for (const child of this.running) child.kill('SIGKILL')
  }

  private async runProcess(
    task: ImportTask,
    onProgress: (progress: ImportProgress) => void,
    signal?: AbortSignal,
  ): Promise<ImporterAnswer> {
    const child = this.start()
    const cancel = () => child.kill('SIGKILL')
    signal?.addEventListener('abort', cancel)
    try {
      const end = await talk(child, task, onProgress)
      throwIfCancelled(signal)
      if (end.answer === null) throw died(task.file.name, end)
      if (end.answer.type === 'failed') throw new FocalError(end.answer.error)
      return end.answer
    } finally {
      signal?.removeEventListener('abort', cancel)
      this.running.delete(child)
      child.kill('SIGKILL')
    }
  }

  private requireBuilt(): void {
    if (existsSync(this.paths.importerPath)) return
    throw new FocalError({
      code: 'internal',
      message: `The importer ${this.paths.importerPath} is not built. Run npm start again.`,
    })
  }

  private start(): ChildProcess {
    const child = fork(this.paths.importerPath, [], {
      execPath: this.paths.nodePath,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // Electron's binary becomes a plain Node with it; to Node it means nothing.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    this.running.add(child)
    return child
  }
}

/** Temporary folders begin with it: what an engine that died has left is known by it. */
export const workPrefix = 'import-'

interface ImporterEnd {
  answer: Exclude<FromImporter, { type: 'progress' }> | null
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** The end of what it wrote to stderr, or why it could not start. */
  lastWords: string
}

const lastWordsKept = 2000

/** Sends the task and listens until the process has ended. */
function talk(
  child: ChildProcess,
  task: ImportTask,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImporterEnd> {
  return new Promise((resolve) => {
    const end: ImporterEnd = { answer: null, exitCode: null, signal: null, lastWords: '' }
    child.stderr?.on('data', (chunk: Buffer) => {
      end.lastWords = (end.lastWords + chunk.toString('utf8')).slice(-lastWordsKept)
    })
    child.on('message', (message: FromImporter) => {
      if (message.type === 'progress') return onProgress(message)
      end.answer = message
    })
    child.once('error', (error) => {
      end.lastWords = error.message
      if (child.pid === undefined) resolve(end)
    })
    child.once('close', (exitCode, signal) => resolve({ ...end, exitCode, signal }))
    // A process that dies meanwhile is told by its end.
    child.send(task, () => undefined)
  })
}

function died(fileName: string, { exitCode, signal, lastWords }: ImporterEnd): FocalError {
  const how = signal === null ? `exit code ${exitCode}` : signal
  const lines = lastWords.trim().split('\n')
  const words = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? ''
  return new FocalError({
    code: 'data-set-invalid',
    message: `${fileName} cannot be read: the process that reads it died (${how}${words === '' ? '' : `: ${words}`}). The file is probably damaged; write it again.`,
    details: { file: fileName, lastWords, problem: 'reader-died' },
  })
}
