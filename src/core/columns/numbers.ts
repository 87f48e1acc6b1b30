const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** Whether a cell is a decimal number ("5", "-.5e3"); no hexadecimal, no NaN, no Infinity. */
export function isNumber(text: string): boolean {
  return decimal.test(text)
}
