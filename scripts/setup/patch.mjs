/** Applies a unified diff by its text alone: neither `patch` nor `git` need be on the machine. */

/**
 * @param {string} source
 * @param {string} diff one file's unified diff
 * @returns {string | null} null where a hunk's lines are not found exactly once
 */
export function applyPatch(source, diff) {
  let result = source
  for (const hunk of diff.split(/^@@.*@@.*\n/m).slice(1)) {
    const lines = hunk.replace(/\n$/, '').split('\n')
    const before = pick(lines, ' -')
    const after = pick(lines, ' +')
    if (before === '' || result.split(before).length !== 2) return null
    result = result.replace(before, () => after)
  }
  return result
}

/**
 * @param {string[]} lines
 * @param {string} marks the first characters of the lines that are kept
 */
function pick(lines, marks) {
  return lines
    .filter((line) => marks.includes(line.charAt(0) || ' '))
    .map((line) => line.slice(1))
    .join('\n')
}
