import { i18n, type Messages } from '@lingui/core'

// One catalog per folder and language; each is a chunk of its own and comes with the route that needs it.
const catalogs = import.meta.glob<{ messages: Messages }>([
  '../app/locales/en.po',
  '../features/*/locales/en.po',
])
const loaded = new Set<string>()

const spoken = () => document.documentElement.lang

/** Begin with the language that `public/boot.js` has found out. */
export async function startLanguage(): Promise<void> {
  await loadCatalog('app')
  i18n.activate(spoken())
}

/** The texts of a feature (or of `app`) in the present language. */
export async function loadCatalog(name: string): Promise<void> {
  if (loaded.has(name)) return
  const language = spoken()
  const path = `${name === 'app' ? '../app' : `../features/${name}`}/locales/${language}.po`
  const { messages = {} } =
    (await (language === 'en' ? catalogs[path]?.() : (await import('./translated')).translated(path))) ?? {}
  loaded.add(name)
  i18n.load(language, messages)
}

/** A name from the catalogue of the platform, which keeps one per language. */
export function named(names: Record<string, unknown>, fallback = ''): string {
  const name = names[i18n.locale] ?? names.en
  return typeof name === 'string' ? name : fallback
}
