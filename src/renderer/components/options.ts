/** One choice of a Select, SegmentedControl or menu. */
export interface Option<Value extends string = string> {
  value: Value
  label: string
  /** A second, quieter line. */
  hint?: string
  disabled?: boolean
}
