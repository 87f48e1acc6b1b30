import { expect, type Page } from '@playwright/test'
import type { languages, themes } from '@shared/domain/app'
import type { App } from '../fixtures'
import { withEngine } from './engine-client'
import { longTailedDigits, queueRun, waitForState } from './runs'

type Language = (typeof languages)[number]
type Theme = (typeof themes)[number]

/** Something that a person can look at. Found by its address or its keys, so that it is the same in every language. */
export interface View {
  name: string
  open(page: Page, runs: SeededRuns): Promise<void>
}

export interface SeededRuns {
  crossEntropy: string
  focal: string
}

/** Opens an address of the window, with nothing left open over it. */
export async function go(page: Page, address: string): Promise<void> {
  await page.keyboard.press('Escape')
  await page.evaluate((hash) => (location.hash = hash), address)
  await settle(page)
}

/** Waits until what was asked of the engine has come. */
export async function settle(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve))
      }),
  )
}

/** Two finished runs on long-tailed digits, told apart by their loss alone. */
export async function seedRuns(app: App): Promise<SeededRuns> {
  const crossEntropy = await queueRun(app.home, 'Cross-entropy', {
    ...longTailedDigits,
    loss: { kind: 'ce' },
  })
  const focal = await queueRun(app.home, 'Focal γ = 2', {
    ...longTailedDigits,
    loss: { kind: 'focal', gamma: 2 },
  })
  await waitForState(app.home, focal, 'done')
  return { crossEntropy, focal }
}

/** Language and theme as the settings page would set them; the window follows at once. */
export async function appear(app: App, language: Language, theme: Exclude<Theme, 'system'>): Promise<void> {
  await withEngine(app.home, (client) => client.app.changeSettings({ language, theme }))
  await expect(app.page.locator('html')).toHaveAttribute('lang', language)
  await expect(app.page.locator('html')).toHaveAttribute('data-theme', theme)
}

/** The runs that are looked at, as a click in the list selects them. */
export async function select(app: App, ids: string[]): Promise<void> {
  await withEngine(app.home, (client) => client.app.changeSettings({ layout: { selection: ids } }))
}

/** @param shows what is there when the page is not loading any more */
function page(name: string, address: (runs: SeededRuns) => string, shows: string): View {
  return {
    name,
    async open(window, runs) {
      await go(window, address(runs))
      await expect(window.getByRole('main').locator(shows).first()).toBeVisible()
      await settle(window)
    },
  }
}

function tab(name: string, index: number, shows: string): View {
  return {
    name,
    async open(window) {
      await go(window, '#/')
      await window.getByRole('main').getByRole('tab').nth(index).click()
      await expect(window.getByRole('main').getByRole('tabpanel').locator(shows).first()).toBeVisible()
      await settle(window)
    },
  }
}

function dialog(name: string, keys: string, text?: string): View {
  return {
    name,
    async open(window) {
      await go(window, '#/')
      await window.getByRole('main').focus()
      await window.keyboard.press(keys)
      await expect(window.getByRole('dialog')).toBeVisible()
      if (text === undefined) return
      await window.keyboard.type(text)
      await window.keyboard.press('Enter')
      await expect(window.getByRole('dialog')).toContainText('Focal Bench')
    },
  }
}

/** Every page and dialog of the workbench, with two finished runs selected. */
export const views: View[] = [
  tab('curves', 0, 'figure canvas'),
  tab('classes', 1, 'figure table'),
  tab('summary', 2, '[role=grid] [role=gridcell], table td'),
  tab('configuration', 3, '[role=grid] [role=gridcell], table td'),
  page('details', ({ focal }) => `#/runs/${focal}`, 'figure'),
  page('new-run', () => '#/new', 'figure canvas'),
  page('data', () => '#/data', 'figure canvas'),
  page('settings', () => '#/settings', 'h1'),
  dialog('command-palette', 'Control+k'),
  dialog('shortcuts', '?'),
  dialog('about', 'Control+k', 'Focal Bench'),
]
