import { FocalError } from '@shared/errors'

/** What calls end with where there is no engine to answer them. Whether one comes back depends on the host: the window says that. */
export function engineLost(reason?: string): FocalError {
  return new FocalError({
    code: 'engine-lost',
    message: 'The connection to the engine was lost before it answered. Try again when it is back.',
    details: reason === undefined ? {} : { reason },
  })
}

/** What a call ends with that was not answered in time. */
export function noAnswer(milliseconds: number): FocalError {
  return new FocalError({
    code: 'busy',
    message: `The engine has not answered for ${milliseconds / 1000} s. It may have much to do: try again.`,
    details: { milliseconds },
  })
}
