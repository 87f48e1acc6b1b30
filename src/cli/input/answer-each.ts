import { FocalError } from '@shared/errors'
import { printJson } from '../output/print'
import { readStdinJson } from './read-input'

/**
 * Answers the JSON on stdin on stdout: an object for an object, an array for an array.
 * @throws FocalError naming the place in an array where an object is at fault
 */
export async function answerEach(answer: (input: unknown) => unknown): Promise<void> {
  const input = await readStdinJson()
  await printJson(
    Array.isArray(input) ? input.map((item, index) => answerItem(answer, item, index)) : answer(input),
  )
}

function answerItem(answer: (input: unknown) => unknown, item: unknown, index: number): unknown {
  try {
    return answer(item)
  } catch (error) {
    if (!(error instanceof FocalError)) throw error
    const { code, message, details } = error
    throw new FocalError(
      { code, message: `[${index}]: ${message}`, details: { ...details, item: index } },
      { cause: error },
    )
  }
}
