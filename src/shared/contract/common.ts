import { z } from 'zod'
import '../config/plain-words'

/** A run's or data set's id. */
export const id = z.string().min(1).max(64)
export const ids = z.array(id).min(1, 'name at least one').max(10_000)

/** A name or a tag: made one line, without what could move a terminal's cursor. */
export function lineOfText({ least = 1, longest }: { least?: number; longest: number }) {
  return z
    .string()
    .transform((text) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim())
    .pipe(z.string().min(least, 'must not be empty').max(longest))
}
