import { expect, test } from '../fixtures'
import { NewRunPage } from '../pages/new-run-page'
import { appear, go } from '../support/views'

test('a reload lost what was typed, and a closed fold hid what was changed in it', async ({ app }) => {
  await app.ready()
  const newRun = new NewRunPage(app.page)
  const main = app.page.getByRole('main')
  const fold = (name: string) => main.getByRole('button', { name: new RegExp(`^${name}`) })
  const startOver = main.getByRole('button', { name: 'Start over' })
  await newRun.open()
  await expect(startOver).toBeHidden()

  await fold('Split and scaling').click()
  await newRun.set('Folds', 5)
  await fold('Split and scaling').click()
  await newRun.set('Imbalance factor ρ', 20)
  await expect(main.getByRole('button', { name: 'Split and scaling , 1 changed' })).toBeVisible()
  await expect(main.getByRole('button', { name: 'Queue cross-entropy and focal (10 runs)' })).toBeVisible()
  await expect(main.getByRole('button', { name: 'Queue 5 runs' })).toBeVisible()

  await app.page.reload()
  await expect(newRun.field('Imbalance factor ρ')).toHaveValue('20')
  await expect(main.getByRole('button', { name: 'Queue 5 runs' })).toBeVisible()
  await startOver.click()
  await expect(newRun.field('Imbalance factor ρ')).toHaveValue('1')
  await expect(fold('Split and scaling')).toHaveAccessibleName('Split and scaling')
  await expect(startOver).toBeHidden()
})

test('errors by field and of the filter were English in the Chinese window', async ({ app }) => {
  await app.ready()
  await appear(app, 'zh-CN', 'light')
  await go(app.page, '#/new')
  const main = app.page.getByRole('main')
  await main.getByRole('button', { name: /^激活、平均/ }).click()
  await main.getByText('Sigmoid', { exact: true }).click()
  await main.getByText('α 与 1 − α', { exact: true }).click()
  await expect(main.getByText('α 须为单个数值，或每类一个数值。', { exact: true })).toBeVisible()
  await expect(main.getByText(/^有 1 个字段需要修改：α 与其他类别：/)).toBeVisible()
  await main.getByText('全部用 α', { exact: true }).click()
  await main.getByRole('button', { name: '加入队列', exact: true }).click()

  const search = app.page.getByRole('combobox', { name: '搜索或筛选运行' })
  await search.fill('gama=2')
  await expect(app.page.getByRole('alert')).toHaveText(/^第 1 个字符：没有字段“gama”/)
})
