/** A folder of images by class: FOLDER/class/file, or FOLDER/train/class/file with a given split. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DataProblem, type ProblemPlace } from '../data-problem'
import type { RowLabel } from '../dataset-builder'
import { splitPartOf } from '../table/import-table'

export interface ListedImage {
  path: string
  label: RowLabel
  part: number | undefined
  /** Where it is named, for messages. */
  place: ProblemPlace
}

const imageFile = /\.(?:png|jpe?g|webp|gif|tiff?|avif)$/i
const mostImages = 5_000_000

/** @throws DataProblem where it holds no images in folders */
export async function listImageFolder(folder: string): Promise<{ images: ListedImage[]; bytes: number }> {
  const names = await subfolders(folder)
  const isSplit = names.length > 1 && names.every((name) => splitPartOf(name) !== null)
  const images: ListedImage[] = []
  for (const name of names) {
    if (isSplit) {
      const part = splitPartOf(name) ?? undefined
      for (const label of await subfolders(join(folder, name))) {
        await addImages(images, folder, [name, label], label, part)
      }
    } else await addImages(images, folder, [name], name, undefined)
  }
  if (images.length === 0) {
    throw new DataProblem(
      'there are no images in folders in it. Make one folder for each class, with its images in it (PNG, JPEG, WebP, GIF, TIFF or AVIF).',
      { expected: 'a folder of images for each class', problem: 'no-image-folders' },
    )
  }
  let bytes = 0
  for (const { path } of images) bytes += (await stat(path)).size
  return { images, bytes }
}

async function addImages(
  images: ListedImage[],
  root: string,
  folders: string[],
  label: string,
  part: number | undefined,
): Promise<void> {
  const files = await readdir(join(root, ...folders), { withFileTypes: true })
  for (const name of files
    .filter((file) => !file.isDirectory())
    .map((file) => file.name)
    .sort()) {
    if (name.startsWith('.') || !imageFile.test(name)) continue
    if (images.length === mostImages) throw new DataProblem(`there are more than ${mostImages} images.`)
    images.push({
      path: join(root, ...folders, name),
      label,
      part,
      place: { file: [...folders, name].join('/') },
    })
  }
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const isFolder = await Promise.all(
    entries.map(async (entry) =>
      entry.isSymbolicLink() ? (await stat(join(folder, entry.name))).isDirectory() : entry.isDirectory(),
    ),
  )
  return entries
    .filter(({ name }, i) => isFolder[i] === true && !name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}
