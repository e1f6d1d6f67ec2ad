import { i18n, type Messages } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { renderToStaticMarkup } from 'react-dom/server'
import { Document, type Made } from './document'
import { home } from './home'
import { pages } from './pages'

const catalogs = import.meta.glob<{ messages: Messages }>('./locales/*.po', { eager: true })

/** Files of the public pages with their documents, and which address is which file, in every language there is. */
export function render(made: Made): { files: Map<string, string>; paths: Record<string, string> } {
  const files = new Map<string, string>()
  const paths: Record<string, string> = {}
  for (const language of made.languages) {
    i18n.loadAndActivate({ locale: language, messages: catalogs[`./locales/${language}.po`]?.messages ?? {} })
    for (const page of pages) {
      const file = `${home(language)}/${page.file}`.slice(1)
      paths[home(language) + page.path.replace(/\/$/, '') || '/'] = `/site/${file}`
      if (files.has(file)) continue
      const document = renderToStaticMarkup(
        <I18nProvider i18n={i18n}>
          <Document page={page} made={made} />
        </I18nProvider>,
      )
      files.set(file, `<!doctype html>\n${inside(language, document)}\n`)
    }
  }
  return { files, paths }
}

/** Links to pages of this site lead to those of the same language, except the ones that say another. */
function inside(language: string, document: string): string {
  const own = new Set(pages.map(({ path }) => path))
  return document.replace(/<a ([^>]*)href="(\/[^":]*)"/g, (link, before: string, path: string) =>
    own.has(path) && !before.includes('data-language')
      ? `<a ${before}href="${home(language) + path.replace(/\/$/, '') || '/'}"`
      : link,
  )
}
