import { z } from 'zod'

/** A run's or data set's id. */
export const id = z.string().min(1).max(64)
export const ids = z.array(id).min(1, 'name at least one').max(10_000)
