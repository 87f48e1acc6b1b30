/** The Chinese messages, in a chunk of their own that is loaded where they are wanted. */
export const files = import.meta.glob<Record<string, unknown>>('../messages/zh-CN/*.json', {
  eager: true,
  import: 'default',
})
