/**
 * A sample's features as RGBA pixels, dark on light as ink on paper. One channel is grey, three are colours; other
 * counts show the first channel. Values are stretched over the sample's own range.
 * @param shape [height, width, channels], row-major
 */
export function toPixels(
  features: readonly number[],
  [height, width, channels]: readonly [number, number, number],
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(height * width * 4)
  let [least, most] = [Infinity, -Infinity]
  for (const value of features) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  const scale = most > least ? 255 / (most - least) : 0
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) {
      const value = ((features[i * channels + (channels === 3 ? c : 0)] ?? least) - least) * scale
      pixels[i * 4 + c] = channels === 3 ? value : 255 - value
    }
    pixels[i * 4 + 3] = 255
  }
  return pixels
}
