import { expect, type Locator, type Page } from '@playwright/test'

/** The form of a new run. */
export class NewRunPage {
  constructor(private readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: 'New run' }).click()
    await expect(this.page.getByRole('heading', { name: 'New run', level: 1 })).toBeVisible()
  }

  field(name: string): Locator {
    return this.page.getByRole('main').getByRole('spinbutton', { name, exact: true })
  }

  /** Types a number into a field and leaves it. */
  async set(name: string, value: number): Promise<void> {
    await this.field(name).fill(String(value))
    await this.field(name).press('Tab')
  }

  /** Queues what the form says; the window goes to the workbench. */
  async queue(): Promise<void> {
    await this.page.getByRole('button', { name: 'Queue run', exact: true }).click()
    await expect(this.page).toHaveTitle(/^Workbench/)
  }

  /** Queues the same configuration with cross-entropy and with focal loss. */
  async queuePair(): Promise<void> {
    await this.page.getByRole('button', { name: 'Queue cross-entropy and focal' }).click()
    await expect(this.page).toHaveTitle(/^Workbench/)
  }
}
