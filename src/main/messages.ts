import en from './messages/en.json'
import chinese from './messages/zh-CN.json'

export type MessageKey = keyof typeof en
export type Translate = (key: MessageKey, values?: Record<string, string>) => string

/**
 * The texts of menus and dialogs in the language of a locale such as `zh-CN` or `en-GB`; English where there is no
 * translation.
 */
export function translator(locale: string): Translate {
  const messages: Record<MessageKey, string> = isSimplifiedChinese(locale) ? chinese : en
  return (key, values = {}) =>
    messages[key].replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}

function isSimplifiedChinese(locale: string): boolean {
  return /^zh(?!.*(Hant|TW|HK|MO))/i.test(locale)
}
