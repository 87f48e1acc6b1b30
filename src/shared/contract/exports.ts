import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import { ids } from './common'

export const exportFormats = ['csv', 'json'] as const

export const exportsContract = {
  /** Writes runs with their epochs to a file on the engine's machine; an existing file is replaced whole or not at all. */
  toFile: oc
    .input(z.object({ ids, format: z.enum(exportFormats), path: z.string().min(1) }))
    .output(type<{ path: string; bytes: number }>()),
  /** The same text, for the window to save. */
  toText: oc.input(z.object({ ids, format: z.enum(exportFormats) })).output(type<{ text: string }>()),
}
