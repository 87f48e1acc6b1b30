import { expect, type Locator, type Page } from '@playwright/test'

export type WorkbenchTab = 'Curves' | 'Classes' | 'Summary' | 'Configuration'

/** The runs at the left, the selected ones in the middle, the queue below. */
export class WorkbenchPage {
  constructor(private readonly page: Page) {}

  get runs(): Locator {
    return this.page.getByRole('complementary', { name: 'Runs' })
  }

  get queue(): Locator {
    return this.page.getByRole('region', { name: 'Queue' })
  }

  get middle(): Locator {
    return this.page.getByRole('main')
  }

  async ready(): Promise<void> {
    await expect(this.page.getByRole('banner')).toBeVisible()
    await expect(this.queue).toBeVisible()
  }

  run(name: string): Locator {
    return this.runs.getByRole('row').filter({ hasText: name })
  }

  /** The bar of a run that trains. */
  progress(name: string): Locator {
    return this.queue.getByRole('progressbar', { name: `Progress of ${name}` })
  }

  async showTab(name: WorkbenchTab): Promise<void> {
    await this.middle.getByRole('tab', { name, exact: true }).click()
    await expect(this.middle.getByRole('tabpanel', { name, exact: true })).toBeVisible()
  }

  /** Waits until nothing runs or waits any more. */
  async allDone(): Promise<void> {
    await expect(this.queue.getByText('Nothing is running')).toBeVisible({ timeout: 90_000 })
  }
}
