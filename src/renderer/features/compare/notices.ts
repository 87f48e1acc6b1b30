/** A sentence of a list of notices. */
export interface ListedNotice {
  key: string
  tone: 'info' | 'warning' | 'danger'
  text: string
}
