export const windowScheme = 'focal'
/** Where the window's page comes from; the files of out/renderer, and nothing else, live here. */
export const windowOrigin = `${windowScheme}://app`

/** Hosts whose https pages may be opened in the person's own browser: papers, data sets, licences, documentation. */
const documentationHosts = [
  'arxiv.org',
  'archive.ics.uci.edu',
  'creativecommons.org',
  'scikit-learn.org',
  'github.com',
]

export function isOwnUrl(url: string): boolean {
  return url === windowOrigin || url.startsWith(`${windowOrigin}/`)
}

/** Whether a download's address is of our own origin: a file of the window, or a blob that it made. */
export function isOwnDownload(url: string): boolean {
  return isOwnUrl(url.startsWith('blob:') ? url.slice('blob:'.length) : url)
}

export function isDocumentation(address: string): boolean {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return false
  }
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    url.password === '' &&
    documentationHosts.includes(url.hostname)
  )
}
