import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Heading } from '../parts'

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="mt-8 max-w-2xl">
      <h2 className="text-xl font-semibold tracking-tight">{title}</h2>
      <p className="mt-2">{children}</p>
    </section>
  )
}

export function About() {
  return (
    <>
      <Heading title={<Trans>About Mewayz</Trans>}>
        <Trans>A small business should not need ten tools that do not know each other.</Trans>
      </Heading>
      <Part title={<Trans>One platform</Trans>}>
        <Trans>
          Mewayz puts customers, sales, mail, teams and numbers into one workspace. You turn on the parts that
          you need, and what one knows the others know.
        </Trans>
      </Part>
      <Part title={<Trans>Your data is yours</Trans>}>
        <Trans>
          A workspace sees nothing of another. You can take your records with you as files at any time, and a
          person can have everything about them exported or erased. This site and the app contact no third
          party and set no cookie for advertising.
        </Trans>
      </Part>
      <Part title={<Trans>Nothing invented</Trans>}>
        <Trans>
          Every number you see is computed from stored records. An empty workspace is shown empty, a price is
          the price that is charged, and what cannot be done says why.
        </Trans>
      </Part>
      <Part title={<Trans>Open to your own programs</Trans>}>
        <Trans>
          The app uses the same public API that you can use. It is described at{' '}
          <a href="/docs" className="underline">
            the API text
          </a>
          .
        </Trans>
      </Part>
    </>
  )
}
