import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import sharp from 'sharp'
import { expect, test, type App } from '../fixtures'
import { DataPage } from '../pages/data-page'
import { withEngine } from '../support/engine-client'

/** A file as a person brings it; three classes, the last one rare. */
function writeCsv(app: App, name: string, change: (rows: string[]) => string[] = (rows) => rows): string {
  const classes = ['oak', 'pine', 'yew']
  const rows = Array.from({ length: 60 }, (_, index) => {
    const label = index % 20 === 0 ? 2 : index % 2
    return `${label * 2 + (index % 7) / 10},${label - (index % 5) / 10},${classes[label] ?? ''}`
  })
  const path = join(app.folder, name)
  writeFileSync(path, ['height,width,species', ...change(rows)].join('\r\n'))
  return path
}

const names = (app: App): Promise<string[]> =>
  withEngine(app.home, async (client) => (await client.datasets.list()).map(({ name }) => name))

test('a CSV file of one’s own becomes a data set', async ({ app }) => {
  await app.ready()
  const data = new DataPage(app.page)
  await data.open()
  await app.choosing(writeCsv(app, 'trees.csv'), () => data.askForFile())
  await expect(data.dialog.getByRole('combobox', { name: 'Label column' })).toHaveText('species')
  await expect(data.dialog.getByRole('combobox', { name: 'Type of height' })).toHaveText('Number')
  await data.import()
  await expect(data.dialog).toBeHidden()

  await expect(data.list.getByRole('button', { name: /^trees/ })).toHaveAttribute('aria-current', 'true')
  await expect(data.list.getByRole('button', { name: /^trees/ })).toContainText('60 samples · 3 classes')
  const dataset = await withEngine(app.home, (client) => client.datasets.get({ dataset: 'trees' }))
  expect(Object.fromEntries(dataset.classes.map(({ label, count }) => [label, count]))).toEqual({
    oak: 27,
    pine: 30,
    yew: 3,
  })
})

test('a broken CSV file is explained by its line, and nothing is imported', async ({ app }) => {
  await app.ready()
  const data = new DataPage(app.page)
  await data.open()
  const before = await names(app)
  const path = writeCsv(app, 'broken.csv', (rows) => [
    ...rows.slice(0, 40),
    '1.5,tall,oak',
    ...rows.slice(40),
  ])
  await app.choosing(path, () => data.askForFile())
  await data.import()
  await expect(data.dialog).toContainText('line 42')
  await expect(data.dialog).toContainText('tall')
  expect(await names(app)).toEqual(before)

  await app.page.keyboard.press('Escape')
  await expect(data.dialog).toBeHidden()
})

/** An IDX file of bytes. */
function writeIdx(app: App, name: string, shape: number[], items: number[]): string {
  const head = Buffer.alloc(4 + 4 * shape.length)
  head.set([0, 0, 0x08, shape.length])
  shape.forEach((length, axis) => head.writeUInt32BE(length, 4 + 4 * axis))
  const path = join(app.folder, name)
  writeFileSync(path, Buffer.concat([head, Uint8Array.from(items)]))
  return path
}

test('images in an IDX file get their labels from a file that is named; a folder of images gets its size', async ({
  app,
}) => {
  const count = 12
  const pixels = Array.from({ length: count * 4 }, (_, i) => (37 * i) % 256)
  const images = writeIdx(app, 'pixels.idx', [count, 2, 2], pixels)
  const labels = Array.from({ length: count }, (_, i) => i % 2)
  const classes = writeIdx(app, 'classes.idx', [count], labels)
  await app.ready()
  const data = new DataPage(app.page)
  await data.open()
  await app.choosing(images, () => data.askForFile())
  await expect(data.dialog).toContainText('There are no labels with it')
  await app.choosing(classes, () => data.askForLabels())
  await expect(data.dialog).toContainText('Labels from classes.idx')
  await expect(data.dialog).toContainText('Images of 2 × 2 × 1')
  await data.import()
  await expect(data.dialog).toBeHidden()
  await expect(data.list.getByRole('button', { name: /^pixels/ })).toContainText('12 samples · 2 classes')

  const leaves = join(app.folder, 'leaves')
  for (const [index, name] of ['oak', 'oak', 'yew', 'yew'].entries()) {
    mkdirSync(join(leaves, name), { recursive: true })
    const create = { width: 8, height: 8, channels: 3 as const, background: { r: 60 * index, g: 90, b: 20 } }
    await sharp({ create })
      .png()
      .toFile(join(leaves, name, `${index}.png`))
  }
  await app.choosing(images, () => data.askForFile())
  await data.dialog.getByRole('textbox', { name: 'File or folder on this machine' }).fill(leaves)
  await app.page.keyboard.press('Enter')
  await expect(data.dialog).toContainText('Images of 8 × 8 × 3')
  await data.dialog.getByRole('switch', { name: 'Resize the images' }).click()
  await data.dialog.getByRole('spinbutton', { name: 'Height' }).fill('6')
  await expect(data.dialog).toContainText('Images of 6 × 8 × 3')
  const { violations } = await new AxeBuilder({ page: app.page }).setLegacyMode(true).analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join()}`),
  ).toEqual([])
  await data.import()
  await expect(data.dialog).toBeHidden()
  const dataset = await withEngine(app.home, (client) => client.datasets.get({ dataset: 'leaves' }))
  expect(dataset).toMatchObject({ samples: 4, shape: [6, 8, 3] })

  await app.page.getByRole('button', { name: 'Remove', exact: true }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Remove “leaves”?' })
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(data.list.getByRole('button', { name: /^leaves/ })).toBeHidden()
  expect(await names(app)).not.toContain('leaves')
})

test('a table whose samples have several labels is counted by label before it is imported', async ({
  app,
}) => {
  const tags = ['owl;crow', 'owl', '', 'crow']
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 9},${tags[i % 4] ?? ''}`)
  const path = join(app.folder, 'birds.csv')
  writeFileSync(path, ['wing,tags', ...rows].join('\n'))
  await app.ready()
  const data = new DataPage(app.page)
  await data.open()
  await app.choosing(path, () => data.askForFile())
  await data.dialog.getByRole('combobox', { name: 'Labels are in' }).click()
  await app.page.getByRole('option', { name: 'One column, separated' }).click()
  await expect(data.dialog.getByRole('textbox', { name: 'Separator' })).toHaveValue(';')
  await expect(data.dialog).toContainText('Rows that have each label')
  await data.import()
  await expect(data.dialog).toBeHidden()
  await expect(data.list.getByRole('button', { name: /^birds/ })).toContainText('2 labels, several a sample')
  const dataset = await withEngine(app.home, (client) => client.datasets.get({ dataset: 'birds' }))
  expect(dataset).toMatchObject({
    multiLabel: true,
    classes: [
      { label: 'crow', count: 20 },
      { label: 'owl', count: 20 },
    ],
  })
})
