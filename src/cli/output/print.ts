/** Results: stdout. With --json that is one JSON document and nothing else. */

/** Settles when the text has left this process, so that exiting does not cut it short. */
export function print(text: string): Promise<void> {
  return new Promise((resolve) =>
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, () => resolve()),
  )
}

export function printJson(value: unknown): Promise<void> {
  return print(JSON.stringify(value))
}

/** The JSON document or the text for people, as the command was asked. */
export function printResult(json: boolean, value: unknown, text: () => string): Promise<void> {
  return json ? printJson(value) : print(text())
}
