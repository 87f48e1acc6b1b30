/** A command's work with the engine of its home. */
import { unwrapError } from '@shared/contract/errors'
import { FocalError } from '@shared/errors'
import { connectEngine, type EngineConnection } from '../engine/host/attach'
import type { CommandContext } from './context'
import { log } from './output/log'

/**
 * Attaches to the engine of the home, or hosts one while `work` runs.
 * @throws FocalError whatever `work` or opening the home throws
 */
export async function withEngine<T>(
  { home }: CommandContext,
  work: (engine: EngineConnection) => Promise<T>,
): Promise<T> {
  const engine = await connectEngine({ home, host: 'command-line', queue: 'hold' })
  try {
    return await work(engine)
  } catch (error) {
    throw explained(unwrapError(error), engine)
  } finally {
    await engine.close(() => log('Another command uses this engine; waiting for it to end.'))
  }
}

/** An engine in a window is mended by itself; for a command it is gone, and so is what it was asked. */
function explained(error: FocalError, { pid }: EngineConnection): FocalError {
  if (error.code !== 'engine-lost') return error
  const message = `The engine (process ${pid}) has ended. What it has recorded is kept: see focal-bench list, and resume.`
  return new FocalError({ code: 'engine-lost', message }, { cause: error })
}
