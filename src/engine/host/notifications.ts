/** Which news of the engine deserve a desktop notification, and their words. */
import type { EngineClient } from '@shared/contract'
import type { FromEngine } from '@shared/engine-protocol'
import type { RunState, RunSummary } from '@shared/domain/run'
import chinese from './messages/zh-CN.json'
import english from './messages/en.json'

export type Notification = Extract<FromEngine, { type: 'notify' }>

/** Reports each run that is done or has failed from now on, until the engine closes. */
export async function followNotifications(
  client: EngineClient,
  report: (notification: Notification) => void,
): Promise<void> {
  const known = new Map<string, RunState>()
  for await (const events of await client.app.events()) {
    for (const event of events) {
      if (event.type !== 'runs') continue
      for (const run of event.runs) {
        const before = known.get(run.id)
        known.set(run.id, run.state)
        if (before === undefined || before === run.state) continue
        const { language } = await client.app.settings()
        const notification = notificationOf(run, language === 'system' ? systemLanguage() : language)
        if (notification !== null) report(notification)
      }
    }
  }
}

/** The notification for a run that has just come into its state; null where there is nothing to say. */
export function notificationOf(run: RunSummary, language: string): Notification | null {
  const messages = language === 'zh-CN' ? chinese : english
  if (run.state === 'done') {
    const balancedAccuracy = run.best === null ? '–' : `${(run.best.balancedAccuracy * 100).toFixed(1)}%`
    const body = fill(messages['runDone.body'], { name: run.name, balancedAccuracy })
    return { type: 'notify', title: messages['runDone.title'], body, runId: run.id }
  }
  if (run.state === 'failed') {
    const body = fill(messages['runFailed.body'], { name: run.name, reason: run.reason ?? '' })
    return { type: 'notify', title: messages['runFailed.title'], body, runId: run.id }
  }
  return null
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}

function systemLanguage(): string {
  return /^zh(?!.*(Hant|TW|HK|MO))/i.test(Intl.DateTimeFormat().resolvedOptions().locale) ? 'zh-CN' : 'en'
}
