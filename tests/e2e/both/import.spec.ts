import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
