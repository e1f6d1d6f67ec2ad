import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { CARD, Heading, Live } from '../parts'

/** A list of texts, or the one that the address names. */
function Texts({
  of,
  title,
  empty,
  missing,
}: {
  of: string
  title: ReactNode
  empty: ReactNode
  missing: ReactNode
}) {
  return (
    <>
      <Heading title={<span data-title>{title}</span>} />
      <Live
        of={of}
        empty={
          <>
            <span data-if="list">{empty}</span>
            <span data-if="one">{missing}</span>
          </>
        }
      >
        <ul data-if="list" className="grid gap-4 sm:grid-cols-2">
          <template data-each="items">
            <li className={CARD}>
              <p data-slot="link" />
              <p className="text-sm text-muted" data-slot="summary" />
            </li>
          </template>
        </ul>
        <article data-if="one" className="max-w-2xl">
          <p className="mb-6 flex flex-wrap gap-x-2 text-sm text-muted">
            <time data-slot="date" />
            <span data-if="author" data-slot="author" />
          </p>
          <div className="prose" data-slot="html" />
        </article>
      </Live>
    </>
  )
}

export function Articles() {
  return (
    <Texts
      of="help"
      title={<Trans>Help</Trans>}
      empty={<Trans>No articles have been published yet. The contact page reaches a person.</Trans>}
      missing={<Trans>There is no such article, or not any more.</Trans>}
    />
  )
}

export function Blog() {
  return (
    <Texts
      of="blog"
      title={<Trans>Blog</Trans>}
      empty={<Trans>Nothing has been published yet.</Trans>}
      missing={<Trans>There is no such post, or not any more.</Trans>}
    />
  )
}

export function LegalTexts() {
  return (
    <Texts
      of="legal"
      title={<Trans>Legal</Trans>}
      empty={<Trans>The operator of this platform has not published legal texts yet.</Trans>}
      missing={<Trans>The operator of this platform has not published this text.</Trans>}
    />
  )
}
