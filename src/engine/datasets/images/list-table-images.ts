/** A table whose rows name image files and their labels. */
import { isAbsolute, join } from 'node:path'
import { DataProblem, inPlace, quoteCell } from '../data-problem'
import { textOf } from '../table/cells'
import { partOf } from '../table/import-table'
import { labelColumnOf, labelReader } from '../table/row-labels'
import type { TablePlan } from '../table/table-plan'
import type { TableSource } from '../table/table-source'
import { requireImages } from './image-samples'
import type { ListedImage } from './list-images'

/**
 * @param folder where relative paths start; null where there are none, as in an upload
 * @throws DataProblem where a path is missing or names no file; FocalError with its place where a row is wrong
 */
export async function listTableImages(
  table: TableSource,
  plan: TablePlan & { imageIndex: number },
  split: string | undefined,
  folder: string | null,
): Promise<{ images: ListedImage[]; bytes: number }> {
  if (folder === null) {
    throw new DataProblem(
      'it names image files, which an upload does not bring along. Put it and the images on the machine that the engine runs on, and import it by its path.',
      { expected: 'a file beside its images', problem: 'images-not-sent' },
    )
  }
  const imageColumn = table.columns[plan.imageIndex] ?? ''
  const readLabel = labelReader(plan.label, 'refuse', table.isTyped)
  const images: ListedImage[] = []
  await table.read((cells, at) => {
    const path = textOf(cells[plan.imageIndex] ?? null)
    const place = { ...at, column: imageColumn, value: path }
    if (path === '')
      throw new DataProblem('the path of the image is missing.', { ...place, expected: 'a path' })
    const label = inPlace(at, () => readLabel(cells))
    if (label === '' || label === null) {
      throw new DataProblem(`the label of ${quoteCell(path)} is empty. Fill it in or remove the row.`, {
        ...at,
        column: labelColumnOf(plan.label) ?? '',
        expected: 'a label',
        problem: 'empty-label',
      })
    }
    const part =
      plan.splitIndex === null ? undefined : partOf(cells[plan.splitIndex] ?? null, split ?? '', at)
    images.push({ path: isAbsolute(path) ? path : join(folder, path), label, part, place })
    return true
  })
  if (images.length === 0) throw new DataProblem(table.emptyMessage, { expected: 'rows of data' })
  return { images, bytes: await requireImages(images) }
}
