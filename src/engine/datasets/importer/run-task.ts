/** One task, from a file's path to what it holds, or to a data file. */
import { nameSources, type FileFormat, type ImportNote, type ImportProgress } from '@shared/domain/dataset'
import { FocalError, badInput } from '@shared/errors'
import { openCsvSource } from '../csv/csv-source'
import { DataProblem, describeProblem } from '../data-problem'
import { detectFormat } from '../detect-format'
import { openJsonLinesSource } from '../json-lines/json-lines-source'
import { importSamples } from '../samples/import-samples'
import { inspectSamples } from '../samples/inspect-samples'
import type { SampleSource } from '../samples/sample-source'
import { importTable, type ImportTicker } from '../table/import-table'
import { inspectTable, summarizeColumns } from '../table/inspect-table'
import { knownLabels, labelColumnOf } from '../table/row-labels'
import { planTable } from '../table/table-plan'
import type { TableSource } from '../table/table-source'
import { columnNotes, droppedNote, labelNotes, leftOutNote } from './notes'
import type { FromImporter, ImportResult, ImportTask } from './protocol'

export type OnProgress = (progress: ImportProgress) => void

/** @throws FocalError that names file, line or row, column, value and what was expected */
export async function runTask(task: ImportTask, onProgress: OnProgress): Promise<FromImporter> {
  try {
    return await runOpened(task, await openFile(task), onProgress)
  } catch (error) {
    throw error instanceof DataProblem ? await describeProblem(error, task.file.path, task.file.name) : error
  }
}

type Opened = { kind: 'table'; table: TableSource } | { kind: 'samples'; samples: SampleSource }

/** Readers that need native packages, or that few files need, are loaded when one does. */
async function openFile(task: ImportTask): Promise<Opened> {
  const format = await detectFormat(task.file.path, task.file.name)
  if (format === 'images') return { kind: 'samples', samples: await openImageFolder(task) }
  if (format === 'idx' || format === 'numpy') return openArrayFile(task, format)
  return { kind: 'table', table: await openTable(task, format) }
}

async function openTable(
  { type, file, options, work }: ImportTask,
  format: FileFormat,
): Promise<TableSource> {
  if (format === 'jsonLines') return openJsonLinesSource(file.path, file.name)
  if (format === 'parquet') {
    const { openParquetSource } = await import('../parquet/parquet-source')
    return openParquetSource(file.path, file.name, work)
  }
  const header = options.header ?? (type === 'inspect' ? 'detect' : true)
  return openCsvSource(file.path, file.name, { header, delimiter: options.delimiter })
}

async function openArrayFile(task: ImportTask, format: FileFormat): Promise<Opened> {
  const { openArrays } = await import('../arrays/open-arrays')
  const { arraySamples, arrayTable } = await import('../arrays/array-sources')
  const opened = await openArrays(task.file, task.labelsFile, task.work)
  try {
    const samples = arraySamples(opened, format)
    if (samples !== null) return { kind: 'samples', samples }
    return { kind: 'table', table: arrayTable(opened, format, task.file) }
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function openImageFolder({ file, options }: ImportTask): Promise<SampleSource> {
  const { listImageFolder } = await import('../images/list-images')
  const { imageSamples } = await import('../images/image-samples')
  const listed = await listImageFolder(file.path)
  const hasSplit = listed.images.some(({ part }) => part !== undefined)
  const words = { labels: nameSources.folders, split: hasSplit ? nameSources.folders : null }
  return imageSamples({ ...listed, ...words }, options.image)
}

async function runOpened(task: ImportTask, opened: Opened, onProgress: OnProgress): Promise<FromImporter> {
  if (opened.kind === 'samples') return runSamples(task, opened.samples, onProgress)
  const { table } = opened
  try {
    if (task.type === 'inspect') {
      return { type: 'inspected', inspection: await inspectTable(table, task.file.name, task.options) }
    }
    return { type: 'imported', result: await importFromTable(table, task, onProgress) }
  } finally {
    await table.close()
  }
}

async function runSamples(
  task: ImportTask,
  source: SampleSource,
  onProgress: OnProgress,
): Promise<FromImporter> {
  try {
    if (task.type === 'inspect') {
      return { type: 'inspected', inspection: await inspectSamples(source, task.file.name) }
    }
    const { labels, labelSeparator, missing } = task.options
    if (labels !== undefined || labelSeparator !== undefined) throw noLabelColumns(task.file.name, source)
    const { dropped, ...built } = await importSamples(source, missing, task, ticker(source.bytes, onProgress))
    return { type: 'imported', result: { ...built, labelColumn: null, notes: notesOf(built, [], dropped) } }
  } finally {
    await source.close()
  }
}

async function importFromTable(
  source: TableSource,
  task: ImportTask,
  onProgress: OnProgress,
): Promise<ImportResult> {
  const options = task.options
  if (options.label === undefined && options.labels === undefined) {
    throw noLabel(task.file.name, source.columns)
  }
  const { columns } = await summarizeColumns(source)
  const plan = planTable(columns, options)
  if (plan.imageIndex !== null)
    return importListedImages(source, task, { ...plan, imageIndex: plan.imageIndex }, onProgress)
  const progress = ticker(source.bytes, onProgress)
  const { dropped, ...built } = await importTable(source, plan, options, task, progress)
  return { ...built, labelColumn: labelColumnOf(plan.label), notes: notesOf(built, plan.leftOut, dropped) }
}

type ImagePlan = ReturnType<typeof planTable> & { imageIndex: number }

/** A table whose rows name image files. */
async function importListedImages(
  table: TableSource,
  task: ImportTask,
  plan: ImagePlan,
  onProgress: OnProgress,
): Promise<ImportResult> {
  const { listTableImages } = await import('../images/list-table-images')
  const { imageSamples } = await import('../images/image-samples')
  const { split } = task.options
  const listed = await listTableImages(table, plan, split, task.file.folder)
  const labelColumn = labelColumnOf(plan.label)
  const words = { labels: labelColumn ?? knownLabels(plan.label).join(', '), split: split ?? null }
  const multiLabel = plan.label.kind === 'class' ? undefined : { known: knownLabels(plan.label) }
  const samples = await imageSamples({ ...listed, ...words, multiLabel }, task.options.image)
  const { dropped, ...built } = await importSamples(
    samples,
    'refuse',
    task,
    ticker(samples.bytes, onProgress),
  )
  return { ...built, labelColumn, notes: notesOf(built, plan.leftOut, dropped) }
}

function notesOf(
  { header, mostLabels }: Pick<ImportResult, 'header' | 'mostLabels'>,
  leftOut: readonly string[],
  dropped: number,
): ImportNote[] {
  return [
    ...leftOutNote(leftOut),
    ...droppedNote(dropped),
    ...columnNotes(header),
    ...labelNotes(header, mostLabels),
  ]
}

const millisecondsBetween = 100

/** Tells how far reading has come, at most ten times a second. */
function ticker(bytes: number, onProgress: OnProgress): ImportTicker {
  let toldAt = 0
  return {
    advance(bytesRead, rows) {
      const now = performance.now()
      if (now - toldAt < millisecondsBetween) return
      toldAt = now
      onProgress({ bytesRead, bytes, rows })
    },
  }
}

function noLabelColumns(fileName: string, { labels }: SampleSource): FocalError {
  return badInput(
    `${fileName} has no columns of labels: its labels are read from ${labels}, one a sample. Leave out what is said of label columns, or list the images and their labels in a table.`,
    { field: 'labels' },
  )
}

function noLabel(fileName: string, columns: readonly string[]): FocalError {
  const shown = columns.slice(0, 20).join(', ') + (columns.length > 20 ? ', …' : '')
  return new FocalError({
    code: 'bad-input',
    message: `Name the label column of ${fileName}. Its columns: ${shown}.`,
    details: { field: 'label', columns: columns.slice(0, 1000) },
  })
}
