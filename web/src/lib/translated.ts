import type { Messages } from '@lingui/core'

// Apart from what everybody loads first, however many languages there are.
const catalogs = import.meta.glob<{ messages: Messages }>([
  '../app/locales/*.po',
  '../features/*/locales/*.po',
])
/** Languages made from English for tests: longer and with accents, and the same from right to left. */
const MADE = /[a-z]+-X[AB](?=\.po$)/

/** Texts of another language than English. */
export async function translated(path: string): Promise<{ messages: Messages } | undefined> {
  const made = MADE.test(path)
  const texts = await catalogs[made ? path.replace(MADE, 'en') : path]?.()
  return made && texts ? { messages: (await import('./pseudo')).lengthen(texts.messages) } : texts
}
