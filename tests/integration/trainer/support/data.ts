import { createRandom } from '@core/sampling/random'
import { encodeDataset, type DatasetContent } from '@shared/dataset-file'

export interface DigitsLikeOptions {
  classes?: number
  samples?: number
  size?: number
  /** Deviation of the noise around each class's picture, whose pixels are 0 or 1. */
  noise?: number
}

/** Pictures of so many classes: one random black-and-white picture a class, and noise. */
export function digitsLike({
  classes = 10,
  samples = 1200,
  size = 8,
  noise = 0.6,
}: DigitsLikeOptions = {}): DatasetContent {
  const random = createRandom(5, 'digits-like data')
  const features = size * size
  const pictures = Float32Array.from({ length: classes * features }, () => random.below(2))
  const labels = Int32Array.from({ length: samples }, (_, i) => i % classes)
  const values = Float32Array.from({ length: samples * features }, (_, k) => {
    const pixel = pictures[labels[Math.floor(k / features)]! * features + (k % features)]!
    return pixel + noise * random.normal()
  })
  return {
    samples,
    features,
    featureNames: Array.from({ length: features }, (_, f) => `pixel_${f}`),
    shape: [size, size, 1],
    labels: Array.from({ length: classes }, (_, c) => String(c)),
    values,
    classes: labels,
  }
}

export function encoded(content: DatasetContent): Uint8Array {
  return encodeDataset(content)
}
