import { FocalError } from '@shared/errors'

export type Sharp = (typeof import('sharp'))['default']

/** Larger pictures are refused: they would take gigabytes unpacked. */
export const mostPixels = 100_000_000

/** @throws FocalError `unsupported` where this machine has no sharp */
export async function loadSharp(): Promise<Sharp> {
  try {
    const { default: sharp } = await import('sharp')
    sharp.concurrency(1)
    sharp.cache(false)
    return sharp
  } catch (error) {
    throw new FocalError(
      {
        code: 'unsupported',
        message:
          'Images are read by sharp, which is not installed for this machine. Save them as a NumPy array, or run npm install again.',
      },
      { cause: error },
    )
  }
}
