/** JSON columns. SQLite's own JSON functions read what is written here. */

export function toJson(value: unknown): string {
  return JSON.stringify(value)
}

export function toJsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}

/** What was written by `toJson`; the caller names the type it wrote. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text) as T
}

export function fromJsonOrNull<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T)
}
