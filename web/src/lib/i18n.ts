import { i18n } from '@lingui/core'

type Catalog = { messages: Record<string, string> }

// One catalog per folder and language; each is a chunk of its own and comes with the route that needs it.
const catalogs = import.meta.glob<Catalog>(['../app/locales/*.po', '../features/*/locales/*.po'])
const loaded = new Set<string>()

export const LOCALES = ['en'] as const

/** Begin with the best language we have for this browser. */
export function startLanguage(): Promise<void> {
  i18n.loadAndActivate({ locale: 'en', messages: {} })
  document.documentElement.lang = i18n.locale
  document.documentElement.dir = 'ltr'
  return loadCatalog('app')
}

/** The texts of a feature (or of `app`) in the present language. */
export async function loadCatalog(name: string): Promise<void> {
  const path =
    name === 'app' ? `../app/locales/${i18n.locale}.po` : `../features/${name}/locales/${i18n.locale}.po`
  const load = catalogs[path]
  if (!load || loaded.has(path)) return
  const { messages } = await load()
  loaded.add(path)
  i18n.load(i18n.locale, messages)
}

/** A name from the catalogue of the platform, which keeps one per language. */
export function named(names: Record<string, unknown>, fallback = ''): string {
  const name = names[i18n.locale] ?? names.en
  return typeof name === 'string' ? name : fallback
}
