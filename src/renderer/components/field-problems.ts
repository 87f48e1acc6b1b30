import {
  inject,
  onScopeDispose,
  provide,
  shallowReactive,
  useId,
  watch,
  type InjectionKey,
  type Ref,
} from 'vue'

/** What is wrong with a field, and the field's label where it has one. */
export interface FieldProblem {
  label: string
  message: string
}

type FieldProblems = Map<string, FieldProblem>

const problemsKey: InjectionKey<FieldProblems> = Symbol('field problems')
export const fieldLabelKey: InjectionKey<() => string> = Symbol('field label')
/** Where a control says what is wrong with it, to the Field around it, which has the place for it. */
export const fieldErrorKey: InjectionKey<Ref<string | null>> = Symbol('field error')

/** For a form: the fields below it whose text is not a value, in the order they went wrong. It is not to be sent then. */
export function provideFieldProblems(): ReadonlyMap<string, FieldProblem> {
  const problems: FieldProblems = shallowReactive(new Map())
  provide(problemsKey, problems)
  return problems
}

/** For a field: tells the form around it, where there is one, as long as `message` is not null. */
export function reportFieldProblem(message: Readonly<Ref<string | null>>, label?: () => string): void {
  const problems = inject(problemsKey, null)
  if (!problems) return
  const labelOf = label ?? inject(fieldLabelKey, () => '')
  const id = useId()
  watch(
    message,
    (text) => {
      if (text === null) problems.delete(id)
      else problems.set(id, { label: labelOf(), message: text })
    },
    { immediate: true },
  )
  onScopeDispose(() => problems.delete(id))
}
