import { Trans } from '@lingui/react/macro'
import { ChartColumn, Handshake, Mail, Smartphone, Users, Webhook } from 'lucide-react'
import { buttonClass } from '~/kit/button'
import { Card, Heading } from '../parts'

export function Landing() {
  return (
    <>
      <Heading title={<Trans>Run your business from one place</Trans>}>
        <Trans>
          Customers, deals, mail, team and numbers belong together. Mewayz keeps them in one workspace, on the
          phone in your hand and at the desk, with one sign-in.
        </Trans>
      </Heading>
      <div className="flex flex-wrap gap-3">
        <a href="/register" className={buttonClass('primary')}>
          <Trans>Create an account</Trans>
        </a>
        <a href="/pricing" className={buttonClass()}>
          <Trans>See the prices</Trans>
        </a>
      </div>
      <ul className="mt-14 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <Card icon={Users} title={<Trans>Know your customers</Trans>}>
          <Trans>
            Contacts, companies and leads with their whole history. Import a list, and take it back if it was
            wrong.
          </Trans>
        </Card>
        <Card icon={Handshake} title={<Trans>Win deals</Trans>}>
          <Trans>
            A board that you move by mouse, finger or keyboard, with your own pipelines and stages.
          </Trans>
        </Card>
        <Card icon={Mail} title={<Trans>Write to people who agreed</Trans>}>
          <Trans>Lists with proof of consent, campaigns and sequences that stop when somebody says no.</Trans>
        </Card>
        <Card icon={ChartColumn} title={<Trans>See the numbers</Trans>}>
          <Trans>
            Dashboards computed from what you stored. A new workspace shows zero, because that is the truth.
          </Trans>
        </Card>
        <Card icon={Smartphone} title={<Trans>Work anywhere</Trans>}>
          <Trans>
            Install it on phone or computer. What you have opened before can be read without a connection.
          </Trans>
        </Card>
        <Card icon={Webhook} title={<Trans>Build on it</Trans>}>
          <Trans>Everything is a documented REST API, with keys, webhooks and rights for each person.</Trans>
        </Card>
      </ul>
    </>
  )
}
