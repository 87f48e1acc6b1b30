import { expect, type Locator, type Page } from '@playwright/test'

/** The data sets, and the dialog that imports one. */
export class DataPage {
  constructor(private readonly page: Page) {}

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Import data' })
  }

  get list(): Locator {
    return this.page.getByRole('navigation', { name: 'Data' })
  }

  async open(): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Data' }).click()
    await expect(this.page.getByRole('heading', { name: 'Data', level: 1 })).toBeVisible()
  }

  /** Asks for a file; the host answers. */
  async askForFile(): Promise<void> {
    await this.list.getByRole('button', { name: 'Import data…' }).click()
  }

  /** Asks for the file of the labels; the host answers. */
  async askForLabels(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Choose the labels file…' }).click()
  }

  async import(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Import', exact: true }).click()
  }
}
