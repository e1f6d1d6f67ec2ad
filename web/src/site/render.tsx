import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { renderToStaticMarkup } from 'react-dom/server'
import { Document, type Made } from './document'
import { messages } from './locales/en.po'
import { pages } from './pages'

/** Files of the public pages with their documents, and which address is which file. */
export function render(made: Made): { files: Map<string, string>; paths: Record<string, string> } {
  i18n.loadAndActivate({ locale: 'en', messages })
  const files = new Map<string, string>()
  const paths: Record<string, string> = {}
  for (const page of pages) {
    paths[page.path] = `/site/${page.file}`
    if (files.has(page.file)) continue
    const document = renderToStaticMarkup(
      <I18nProvider i18n={i18n}>
        <Document page={page} made={made} />
      </I18nProvider>,
    )
    files.set(page.file, `<!doctype html>\n${document}\n`)
  }
  return { files, paths }
}
