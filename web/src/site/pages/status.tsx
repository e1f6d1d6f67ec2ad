import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { CARD, Heading, Live } from '../parts'

const PROSE = 'prose text-sm'

function Incidents({ of, title }: { of: string; title: ReactNode }) {
  return (
    <section data-if={of} className="mt-10">
      <h2 className="mb-4 text-xl font-semibold tracking-tight">{title}</h2>
      <ul className="space-y-4">
        <template data-each={of}>
          <li className={CARD}>
            <h3 className="font-semibold">
              <span data-slot="title" />
            </h3>
            <p className="text-sm text-muted">
              <time data-slot="started" />
            </p>
            <ul className="mt-3 space-y-3">
              <template data-each="updates">
                <li>
                  <time className="text-sm text-muted" data-slot="at" />
                  <div className={PROSE} data-slot="html" />
                </li>
              </template>
            </ul>
          </li>
        </template>
      </ul>
    </section>
  )
}

export function Status() {
  return (
    <>
      <Heading title={<Trans>Status</Trans>} />
      <Live of="status">
        <div className={CARD}>
          <p className="text-lg font-semibold text-success" data-if="operational">
            <Trans>Everything works</Trans>
          </p>
          <p className="text-lg font-semibold text-warning" data-if="maintenance">
            <Trans>Maintenance is going on</Trans>
          </p>
          <p className="text-lg font-semibold text-warning" data-if="minor">
            <Trans>Something works less well than it should</Trans>
          </p>
          <p className="text-lg font-semibold text-danger" data-if="major">
            <Trans>Something important does not work</Trans>
          </p>
          <p className="text-lg font-semibold text-danger" data-if="critical">
            <Trans>The platform does not work</Trans>
          </p>
          <p className="mt-1 text-sm text-muted">
            <Trans>
              As of <time data-slot="as_of" />
            </Trans>
          </p>
        </div>
        <Incidents of="open" title={<Trans>What is being worked on</Trans>} />
        <Incidents of="recent" title={<Trans>What was repaired lately</Trans>} />
      </Live>
    </>
  )
}
