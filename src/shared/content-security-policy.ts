/**
 * The content security policy of the window: the same in Electron and in the browser. Nothing comes from
 * anywhere but the program itself, no inline script or style, no frame around it.
 */

/**
 * Hashes of the <style> elements that Reka UI writes inside a viewport to hide its scroll bar, by the component's file;
 * never 'unsafe-inline'. A test holds them to the installed version.
 */
export const inlineStyleHashes = {
  'Select/SelectViewport': 'sha256-60LHlRjW/B3CtzIoE/Lf1/NEDvko9efWMFaGVhHu/cs=',
  'Combobox/ComboboxViewport': 'sha256-0sLsI2a+NIcumVvBF9zD/ArGqlZR2xfnxsALPmK7nj8=',
  'ScrollArea/ScrollAreaViewport': 'sha256-6kJHBrMeYPjuL963zk84BmND3Z4cszEoZMFiRK2nkPY=',
} as const

const directives: readonly [name: string, ...sources: string[]][] = [
  ['default-src', "'none'"],
  ['script-src', "'self'"],
  ['style-src', "'self'", ...Object.values(inlineStyleHashes).map((hash) => `'${hash}'`)],
  ['connect-src', "'self'"],
  ['img-src', "'self'", 'data:', 'blob:'],
  ['font-src', "'self'"],
  ['frame-ancestors', "'none'"],
  ['base-uri', "'none'"],
  ['form-action', "'none'"],
]

/** The value of the Content-Security-Policy header. */
export const contentSecurityPolicy = directives.map((directive) => directive.join(' ')).join('; ')

/** What else every answer to the window says, beside the policy. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}
