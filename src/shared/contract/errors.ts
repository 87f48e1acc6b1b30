/** How an error crosses the contract, for the engine's side and for every client. Free of zod and oRPC at run time. */
import { FocalError, isErrorShape, toErrorShape, type ErrorShape } from '../errors'

/**
 * What a call to the engine threw, as the FocalError the engine meant. A call that was given up becomes
 * `cancelled`, a broken connection `engine-lost`; anything else `internal`.
 * @param signal the signal the call was made with, where there was one
 */
export function unwrapError(thrown: unknown, signal?: AbortSignal): FocalError {
  if (thrown instanceof FocalError) return thrown
  const shape = carriedShape(thrown)
  if (shape !== null) return new FocalError(shape, { cause: thrown })
  if (signal?.aborted) {
    return new FocalError({ code: 'cancelled', message: 'The call was cancelled.' }, { cause: thrown })
  }
  if (isClosedConnection(thrown)) {
    const message = 'The connection to the engine was lost. It is made anew; try again in a moment.'
    return new FocalError({ code: 'engine-lost', message }, { cause: thrown })
  }
  return new FocalError(toErrorShape(thrown), { cause: thrown })
}

/** oRPC's errors carry the engine's own error, details and all, as `data`. */
function carriedShape(thrown: unknown): ErrorShape | null {
  if (typeof thrown === 'object' && thrown !== null && 'data' in thrown && isErrorShape(thrown.data))
    return thrown.data
  return isErrorShape(thrown) ? thrown : null
}

/** oRPC's transports reject what is pending with an AbortError when they close. */
function isClosedConnection(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError'
}
