/** Everything for people to read while a command works: stderr. Results go to stdout (print.ts). */

/** One line. */
export function log(line: string): void {
  process.stderr.write(`${line}\n`)
}
