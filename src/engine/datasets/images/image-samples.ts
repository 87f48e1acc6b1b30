/** Images as samples: all brought to one size and one number of channels, their values from 0 to 255. */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ImportOptions } from '@shared/contract/datasets'
import { DataProblem, type ProblemPlace } from '../data-problem'
import { countTexts, type SampleSource } from '../samples/sample-source'
import type { ListedImage } from './list-images'
import { loadSharp, mostPixels, type Sharp } from './sharp'

type ImageShape = NonNullable<ImportOptions['image']>

export interface ListedImages {
  images: readonly ListedImage[]
  bytes: number
  /** What the labels are read from, in words. */
  labels: string
  /** What a split is read from; null where there is none. */
  split: string | null
  multiLabel?: SampleSource['multiLabel']
}

/** Images that decide the size of all, where nobody did. */
const imagesMeasured = 200
/** Sides up to which a common size is kept. */
const largestKeptSide = 64
const usualSide = 32
const imagesAtOnce = 16

/** @throws DataProblem naming the image that cannot be read */
export async function imageSamples(
  { images, bytes, labels, split, multiLabel }: ListedImages,
  wanted: ImageShape | undefined,
): Promise<SampleSource> {
  const sharp = await loadSharp()
  const shape = wanted ?? (await commonShape(sharp, images))
  return {
    format: 'images',
    bytes,
    rows: images.length,
    shape: [shape.height, shape.width, shape.channels],
    features: shape.height * shape.width * shape.channels,
    labels,
    split,
    multiLabel,
    isSmall: true,
    classes: () => Promise.resolve(countTexts(images.flatMap(({ label }) => label))),
    async read(onSample, onBytes) {
      for (let first = 0; first < images.length; first += imagesAtOnce) {
        const some = images.slice(first, first + imagesAtOnce)
        const pixels = await Promise.all(some.map((image) => readPixels(sharp, image, shape)))
        some.forEach(({ label, place, part }, i) => onSample(pixels[i] ?? [], label, place, part))
        onBytes(Math.round((bytes * (first + some.length)) / images.length))
      }
    },
    close: () => Promise.resolve(),
  }
}

/** Size and channels that all measured images have; 32 × 32 where they differ or are large. */
async function commonShape(sharp: Sharp, images: readonly ListedImage[]): Promise<ImageShape> {
  const step = Math.max(1, Math.floor(images.length / imagesMeasured))
  const measured = images.filter((_, i) => i % step === 0).slice(0, imagesMeasured)
  const sizes = new Set<string>()
  let channels: 1 | 3 = 1
  let [height, width] = [usualSide, usualSide]
  for (const image of measured) {
    const found = await attempt(image, () => sharp(image.path, { limitInputPixels: mostPixels }).metadata())
    if (found.space !== 'b-w' && found.space !== 'grey16') channels = 3
    height = found.autoOrient.height
    width = found.autoOrient.width
    sizes.add(`${height} ${width}`)
  }
  const isKept = sizes.size === 1 && Math.max(height, width) <= largestKeptSide
  return isKept ? { height, width, channels } : { height: usualSide, width: usualSide, channels }
}

async function readPixels(sharp: Sharp, image: ListedImage, shape: ImageShape): Promise<Uint8Array> {
  const { data, info } = await attempt(image, async () => {
    const picture = sharp(image.path, { limitInputPixels: mostPixels, failOn: 'error' })
      .autoOrient()
      .resize(shape.width, shape.height, { fit: 'fill' })
      .flatten({ background: '#ffffff' })
    const coloured = shape.channels === 1 ? picture.toColourspace('b-w') : picture.toColourspace('srgb')
    return coloured.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  })
  if (info.channels === shape.channels) return data
  throw new DataProblem(
    `the image has ${info.channels} channels after reading, not ${shape.channels}.`,
    image.place,
  )
}

async function attempt<T>(image: ListedImage, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const first = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    const why = first.replaceAll(image.path, 'the file').replace(/\.$/, '')
    throw new DataProblem(`the image cannot be read: ${why}. Take it out, or save it again.`, {
      value: image.place.file ?? null,
      ...image.place,
      expected: 'an image file',
      problem: 'broken-image',
    })
  }
}

/** The size of listed files. @throws DataProblem at the first that is not there */
export async function requireImages(images: readonly ListedImage[]): Promise<number> {
  let bytes = 0
  for (const { path, place } of images) {
    if (!existsSync(path)) throw missingImage(path, place)
    bytes += (await stat(path)).size
  }
  return bytes
}

function missingImage(path: string, place: ProblemPlace): DataProblem {
  return new DataProblem(
    `there is no image file ${path}. Paths are relative to the folder of the file that names them.`,
    {
      value: path,
      expected: 'the path of an image file',
      problem: 'no-such-image',
      ...place,
    },
  )
}
