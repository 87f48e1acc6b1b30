/** A command's work with the engine of its home. */
import { unwrapError } from '@shared/contract/errors'
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
    throw unwrapError(error)
  } finally {
    await engine.close(() => log('Another command uses this engine; waiting for it to end.'))
  }
}
