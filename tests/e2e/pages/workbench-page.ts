import { createHash } from 'node:crypto'
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

  /** Rows of the list, without its header. */
  get rows(): Locator {
    return this.runs.getByRole('row').filter({ has: this.page.getByRole('gridcell') })
  }

  run(name: string): Locator {
    return this.rows.filter({ has: this.page.getByText(name, { exact: true }) })
  }

  /** The bar of a run that trains. */
  progress(name: string): Locator {
    return this.queue.getByRole('progressbar', { name: `Progress of ${name}` })
  }

  async showTab(name: WorkbenchTab): Promise<void> {
    await this.middle.getByRole('tab', { name, exact: true }).click()
    await expect(this.middle.getByRole('tabpanel', { name, exact: true })).toBeVisible()
  }

  chart(name: string): Locator {
    return this.middle.getByRole('figure', { name })
  }

  /** What a chart shows at this moment, as a fingerprint of its pixels. */
  async picture(chart: string): Promise<string> {
    return createHash('sha256')
      .update(await this.chart(chart).locator('canvas').first().screenshot())
      .digest('hex')
  }

  /** The heat map of the classes: for each run, the text of each class. */
  async classFigures(metric: string): Promise<Record<string, Record<string, string>>> {
    const table = this.middle.getByRole('table', { name: `${metric} by run and class, validation data` })
    await expect(table).toBeVisible()
    return table.evaluate((element: HTMLTableElement) => {
      const text = (cell: Element): string => cell.firstElementChild?.textContent ?? cell.textContent
      const classes = [...element.tHead!.rows[0]!.cells].slice(1).map((cell) => text(cell).trim())
      return Object.fromEntries(
        [...element.tBodies[0]!.rows].map((row) => {
          const [run, ...figures] = [...row.cells]
          const byClass = figures.map((figure, index) => [classes[index], figure.textContent.trim()])
          return [run!.title, Object.fromEntries(byClass) as Record<string, string>]
        }),
      )
    })
  }

  /** Waits until nothing runs or waits any more. */
  async allDone(): Promise<void> {
    await expect(this.queue.getByText('Nothing is running')).toBeVisible({ timeout: 240_000 })
  }
}
