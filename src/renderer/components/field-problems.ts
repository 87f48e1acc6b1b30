import {
  inject,
  onBeforeUnmount,
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

/** Texts that are no values, by the names of their fields, as they were typed. */
export type WrongTexts = Record<string, string>

interface FormOfFields {
  problems: FieldProblems
  texts: () => WrongTexts
  /** The form goes away with what was typed in it: its texts stay. */
  isLeft: boolean
}

/** A field's text, for the form to keep while it is no value. */
export interface TypedText {
  name: string
  text: Readonly<Ref<string>>
}

const formKey: InjectionKey<FormOfFields> = Symbol('form of fields')
export const fieldLabelKey: InjectionKey<() => string> = Symbol('field label')
/** Where a control says what is wrong with it, to the Field around it, which has the place for it. */
export const fieldErrorKey: InjectionKey<Ref<string | null>> = Symbol('field error')

/**
 * For a form: the fields below it whose text is not a value, in the order they went wrong. It is not to be sent then.
 * @param texts where such texts are kept: a form that is opened again shows them again
 */
export function provideFieldProblems(
  texts: () => WrongTexts = () => ({}),
): ReadonlyMap<string, FieldProblem> {
  const form: FormOfFields = { problems: shallowReactive(new Map()), texts, isLeft: false }
  provide(formKey, form)
  onBeforeUnmount(() => (form.isLeft = true))
  return form.problems
}

/** The text that was left in a field and is no value; undefined where there is none. */
export function useWrongText(name: string | undefined): string | undefined {
  const form = inject(formKey, null)
  return name === undefined ? undefined : form?.texts()[name]
}

/**
 * For a field: tells the form around it, where there is one, as long as `message` is not null. Of a field with a name the
 * form keeps the text until it is mended or the field has no part in the form any more.
 */
export function reportFieldProblem(
  message: Readonly<Ref<string | null>>,
  label?: () => string,
  typed?: TypedText,
): void {
  const form = inject(formKey, null)
  if (!form) return
  const { problems } = form
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
  if (!typed) return
  const { name, text } = typed
  watch([message, text], ([wrong, written], [before]) => {
    if (wrong !== null) form.texts()[name] = written
    else if (before !== null) forget(form, name)
  })
  onScopeDispose(() => {
    if (!form.isLeft && message.value !== null) forget(form, name)
  })
}

function forget(form: FormOfFields, name: string): void {
  Reflect.deleteProperty(form.texts(), name)
}
