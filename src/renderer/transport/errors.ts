import { FocalError } from '@shared/errors'

/** What calls end with while there is no engine to answer them. */
export function engineLost(reason?: string): FocalError {
  return new FocalError({
    code: 'engine-lost',
    message: 'The engine is not running. It is being started again; try once more in a moment.',
    details: reason === undefined ? {} : { reason },
  })
}
