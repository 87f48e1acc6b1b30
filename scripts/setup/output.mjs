/** What set-up says: lines and progress bars on stderr, so that stdout belongs to the command that runs after it. */

const BAR_WIDTH = 24

/** One line that a user can act on, instead of a stack trace. */
export class SetupError extends Error {
  /**
   * @param {string} code stable, kebab-case
   * @param {string} message what happened
   * @param {string} remedy what to do next
   */
  constructor(code, message, remedy) {
    super(message)
    this.name = 'SetupError'
    this.code = code
    this.remedy = remedy
  }

  /** @returns {import('./state.mjs').Problem} */
  toProblem() {
    return { code: this.code, message: this.message, remedy: this.remedy }
  }
}

export class Output {
  /** @param {{ write(text: string): unknown, isTTY?: boolean }} stream */
  constructor(stream = process.stderr) {
    this.stream = stream
    this.barShown = false
  }

  /** @param {string} text */
  line(text) {
    this.clearBar()
    this.stream.write(text + '\n')
  }

  /** @param {import('./state.mjs').Problem} problem */
  problem(problem) {
    this.line(`  ! ${problem.message}${problem.remedy ? ` → ${problem.remedy}` : ''}`)
  }

  /**
   * A bar on a terminal, a line for each quarter elsewhere.
   * @param {string} label
   * @param {number} total 0 where it is not known
   * @param {(amount: number) => string} [format] how an amount reads
   * @returns {Progress}
   */
  progress(label, total, format = formatBytes) {
    return new Progress(this, label, total, format)
  }

  /**
   * Progress whose amount is known only in percent.
   * @param {string} label
   */
  percentage(label) {
    return new Progress(this, label, 100, (percent) => `${Math.round(percent)} %`, '')
  }

  /** @param {string} text */
  bar(text) {
    this.stream.write(`\r\x1b[K${text}`)
    this.barShown = true
  }

  clearBar() {
    if (this.barShown) this.stream.write('\r\x1b[K')
    this.barShown = false
  }
}

class Progress {
  /**
   * @param {Output} output
   * @param {string} label
   * @param {number} total
   * @param {(amount: number) => string} format
   * @param {string} [size] said when it starts
   */
  constructor(output, label, total, format, size = total > 0 ? ` (${format(total)})` : '') {
    this.output = output
    this.label = label
    this.total = total
    this.format = format
    this.size = size
    this.started = Date.now()
    this.quarter = 0
    if (output.stream.isTTY) this.update(0)
    else output.line(`  ${label}${size}`)
  }

  /** @param {number} amount done so far */
  update(amount) {
    const share = this.total > 0 ? Math.min(1, amount / this.total) : 0
    if (this.output.stream.isTTY) {
      const filled = Math.round(share * BAR_WIDTH)
      const bar = '#'.repeat(filled) + '-'.repeat(BAR_WIDTH - filled)
      const size =
        this.total > 0 ? `${this.format(amount)} of ${this.format(this.total)}` : this.format(amount)
      this.output.bar(`  ${this.label} [${bar}] ${size}, ${formatSeconds(this.started)}`)
    } else if (Math.floor(share * 4) > this.quarter && share < 1) {
      this.quarter = Math.floor(share * 4)
      this.output.line(`  ${this.label}: ${this.quarter * 25} %`)
    }
  }

  /** @param {number} amount */
  amounts(amount) {
    return this.total > 0 && this.size !== ''
      ? `${this.format(amount)} of ${this.format(this.total)}`
      : this.format(amount)
  }

  /** @param {string} [text] what was had, when it differs from the label */
  done(text = this.label) {
    this.output.line(`  ${text}: done in ${formatSeconds(this.started)}`)
  }

  /** Takes the bar away; the reason is said by whoever catches the error. */
  failed() {
    this.output.clearBar()
  }
}

/** @param {number} bytes */
export function formatBytes(bytes) {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`
}

/** @param {number} since milliseconds */
export function formatSeconds(since) {
  const seconds = (Date.now() - since) / 1000
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
}
