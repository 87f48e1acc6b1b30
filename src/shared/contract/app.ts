import { eventIterator, oc, type } from '@orpc/contract'
import { z } from 'zod'
import { languages, themes, type AppInfo, type DoctorReport, type EngineEvent } from '../domain/app'
import { limits } from '../config/limits'

export const settingsSchema = z.object({
  language: z.enum(languages).default('system'),
  theme: z.enum(themes).default('system'),
  trainersAtOnce: z.number().int().min(limits.trainersAtOnce.min).max(limits.trainersAtOnce.max).default(1),
  /** What the window remembers: columns, sorting, selection, sizes. Shaped and checked by the window alone. */
  layout: z.record(z.string(), z.unknown()).default({}),
})
export type Settings = z.output<typeof settingsSchema>

export const appContract = {
  info: oc.output(type<AppInfo>()),
  doctor: oc.output(type<DoctorReport>()),
  settings: oc.output(type<Settings>()),
  /** Changes the settings that are named; `layout` is merged key by key. */
  changeSettings: oc
    .input(
      z.object({
        language: settingsSchema.shape.language.removeDefault().optional(),
        theme: settingsSchema.shape.theme.removeDefault().optional(),
        trainersAtOnce: settingsSchema.shape.trainersAtOnce.removeDefault().optional(),
        layout: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .output(type<Settings>()),
  /** What changes from now on, in batches, until cancelled. The first batch has the state as it is. */
  events: oc.output(eventIterator(type<EngineEvent[]>())),
}
