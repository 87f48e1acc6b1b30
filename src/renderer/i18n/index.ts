import { createI18n } from 'vue-i18n'

/** Languages that have messages. */
export const messageLanguages = ['en', 'zh-CN'] as const
export type MessageLanguage = (typeof messageLanguages)[number]

type Messages = Record<string, unknown>

/** One file a feature: messages/en/runs.json is reached as `runs.…`. */
function byFeature(files: Record<string, Messages>): Record<string, Messages> {
  return Object.fromEntries(
    Object.entries(files).map(([path, messages]) => [path.replace(/^.*\/|\.json$/g, ''), messages]),
  )
}

const english = byFeature(
  import.meta.glob<Messages>('../messages/en/*.json', { eager: true, import: 'default' }),
)

const loaders: Record<MessageLanguage, () => Promise<Record<string, Messages>>> = {
  en: () => Promise.resolve(english),
  'zh-CN': async () => byFeature((await import('./chinese')).files),
}

const initialLocale: string = 'en'
const initialMessages: Record<string, Record<string, Messages>> = { en: english }

export const i18n = createI18n({
  legacy: false,
  locale: initialLocale,
  fallbackLocale: 'en',
  messages: initialMessages,
  missingWarn: false,
  fallbackWarn: false,
})

/** Translates outside of a component's setup: in stores and commands. */
export const translate = i18n.global.t

/** The language to use for a wish of the settings; `system` follows the browser's. */
export function chooseLanguage(wish: 'system' | MessageLanguage, system: readonly string[]): MessageLanguage {
  if (wish !== 'system') return wish
  for (const language of system) {
    if (/^zh\b/i.test(language)) return 'zh-CN'
    if (/^en\b/i.test(language)) return 'en'
  }
  return 'en'
}

/** Loads a language's messages where needed and shows them. */
export async function showLanguage(language: MessageLanguage): Promise<void> {
  if (!i18n.global.availableLocales.includes(language)) {
    i18n.global.setLocaleMessage(language, await loaders[language]())
  }
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
