import { inject, type InjectionKey } from 'vue'
import type { Draft } from './draft'
import type { Checks } from './use-checks'

/** The draft and what the engine says of it, for every section of the form. */
export interface RunForm {
  draft: Draft
  checks: Checks
}

export const runFormKey: InjectionKey<RunForm> = Symbol('run form')

export function useRunForm(): RunForm {
  const form = inject(runFormKey)
  if (!form) throw new Error('A section of the form stands outside of NewRunView.')
  return form
}
