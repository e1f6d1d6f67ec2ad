import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { CARD, Heading, Live } from '../parts'

/** Short texts below each other. */
function Entries({
  of,
  title,
  empty,
  dated,
}: {
  of: string
  title: ReactNode
  empty: ReactNode
  dated?: boolean
}) {
  return (
    <>
      <Heading title={title} />
      <Live of={of} empty={empty}>
        <ul className="max-w-2xl space-y-4">
          <template data-each="items">
            <li className={CARD}>
              <h2 className="text-lg font-semibold" dir="auto">
                <span data-slot="title" />
              </h2>
              {dated && (
                <p className="mt-1 text-sm text-muted">
                  <time data-slot="date" />
                </p>
              )}
              <div className="prose mt-3" data-slot="html" />
            </li>
          </template>
        </ul>
      </Live>
    </>
  )
}

export function Questions() {
  return (
    <Entries
      of="faq"
      title={<Trans>Questions and answers</Trans>}
      empty={<Trans>No questions have been answered here yet. The contact page reaches a person.</Trans>}
    />
  )
}

export function Changes() {
  return (
    <Entries
      of="changelog"
      title={<Trans>What is new</Trans>}
      empty={<Trans>No changes have been published yet.</Trans>}
      dated
    />
  )
}
