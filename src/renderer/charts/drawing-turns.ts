/** A frame's time that drawing may take before the next chart has to wait for the next frame, in milliseconds. */
const share = 6

const waiting = new Set<() => void>()
let due = 0

/**
 * Draws a chart in one of the next frames, once, however often it is asked for. Charts that change together take turns,
 * so that drawing all of them costs no frame.
 */
export function drawSoon(draw: () => void): void {
  waiting.add(draw)
  if (due === 0) due = requestAnimationFrame(drawNext)
}

/** Takes back what was asked for. */
export function drawNever(draw: () => void): void {
  waiting.delete(draw)
}

function drawNext(): void {
  due = 0
  const until = performance.now() + share
  for (const draw of waiting) {
    waiting.delete(draw)
    draw()
    if (performance.now() >= until) break
  }
  if (waiting.size > 0) due = requestAnimationFrame(drawNext)
}
