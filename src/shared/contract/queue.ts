import { oc, type } from '@orpc/contract'
import { z } from 'zod'
import type { QueueState } from '../domain/app'
import { id } from './common'

export const queueContract = {
  get: oc.output(type<QueueState>()),
  /** Moves a waiting run to a position in the queue, 0 being next. */
  move: oc.input(z.object({ id, position: z.number().int().min(0) })).output(type<QueueState>()),
  pause: oc.output(type<QueueState>()),
  resume: oc.output(type<QueueState>()),
  /** Takes a waiting run out of the queue (`stopped`), or stops a running one. */
  cancel: oc.input(z.object({ id })).output(type<QueueState>()),
}
