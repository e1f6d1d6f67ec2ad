import { Trans } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClass } from '~/kit/button'
import { Heading } from '../parts'

function Group({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="border-t border-line py-8 md:grid md:grid-cols-[16rem_1fr] md:gap-8">
      <h2 className="mb-4 text-xl font-semibold tracking-tight">{title}</h2>
      <ul className="grid gap-3 sm:grid-cols-2">{children}</ul>
    </section>
  )
}

function Point({ children }: { children: ReactNode }) {
  return (
    <li className="flex gap-2 text-sm">
      <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
      <span>{children}</span>
    </li>
  )
}

export function Features() {
  return (
    <>
      <Heading title={<Trans>What you can do with it</Trans>}>
        <Trans>
          Turn on what you need, leave off what you do not. Every feature has its rights and its limits.
        </Trans>
      </Heading>
      <Group title={<Trans>Customers</Trans>}>
        <Point>
          <Trans>Contacts, companies and leads with notes, files and a timeline</Trans>
        </Point>
        <Point>
          <Trans>Imports of CSV and Excel files with a dry run, and a way back</Trans>
        </Point>
        <Point>
          <Trans>Duplicates are found and merged without losing anything</Trans>
        </Point>
        <Point>
          <Trans>Segments that follow every change of a contact</Trans>
        </Point>
        <Point>
          <Trans>Scores by your own rules, explained point by point</Trans>
        </Point>
        <Point>
          <Trans>Lead forms for your own web pages</Trans>
        </Point>
      </Group>
      <Group title={<Trans>Sales</Trans>}>
        <Point>
          <Trans>Pipelines as board or table, moved by mouse, touch or keyboard</Trans>
        </Point>
        <Point>
          <Trans>Amounts in any currency, exact to its smallest unit</Trans>
        </Point>
        <Point>
          <Trans>Tasks and appointments with reminders</Trans>
        </Point>
        <Point>
          <Trans>New leads go round among the members of a team</Trans>
        </Point>
      </Group>
      <Group title={<Trans>Mail</Trans>}>
        <Point>
          <Trans>Lists with single or double opt-in, and evidence of every yes and no</Trans>
        </Point>
        <Point>
          <Trans>Campaigns with tests of two versions and a cap on how often</Trans>
        </Point>
        <Point>
          <Trans>Sequences with conditions and waits in the zone of the reader</Trans>
        </Point>
        <Point>
          <Trans>Your own mail provider, your own domain, signed mail</Trans>
        </Point>
      </Group>
      <Group title={<Trans>Team and safety</Trans>}>
        <Point>
          <Trans>Invitations and roles, down to who may see which record</Trans>
        </Point>
        <Point>
          <Trans>Passkeys and authenticator apps as a second factor</Trans>
        </Point>
        <Point>
          <Trans>A log of who did what</Trans>
        </Point>
        <Point>
          <Trans>Export and erasure of a person's data over everything</Trans>
        </Point>
      </Group>
      <Group title={<Trans>Numbers and developers</Trans>}>
        <Point>
          <Trans>Dashboards over what really happened</Trans>
        </Point>
        <Point>
          <Trans>A REST API for everything that the app does</Trans>
        </Point>
        <Point>
          <Trans>Signed webhooks for your own programs</Trans>
        </Point>
        <Point>
          <Trans>API keys that may do only what you allow</Trans>
        </Point>
      </Group>
      <div className="flex flex-wrap gap-3 border-t border-line pt-8">
        <a href="/register" className={buttonClass('primary')}>
          <Trans>Create an account</Trans>
        </a>
        <a href="/docs" className={buttonClass()}>
          <Trans>Read the API</Trans>
        </a>
      </div>
    </>
  )
}
