import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Gift } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { listOf, refetch } from '~/api/queries'
import { resource } from '~/api/resource'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { List } from '~/kit/list'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead, Page } from '~/kit/page'
import { State } from '~/kit/states'
import { say, warn } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { formatMoney } from '~/lib/money'
import { formatDateTime } from '~/lib/time'
import { AffiliateCard } from './affiliate'
import { CodeLine } from './code-line'

const codes = resource('/api/v1/workspace/referral-codes')
const invites = resource('/api/v1/workspace/referral-invites')
const rewards = resource('/api/v1/workspace/rewards')

/** Whom this workspace has brought, and what it has earned by that. */
export default function Referrals() {
  const { t } = useLingui()
  const { can } = useAccess()
  const query = useQuery(listOf(codes, { kind: 'platform', limit: 100 }))
  const create = useAct(
    () => data(workspace.POST('/api/v1/workspace/referral-codes', { body: { kind: 'platform' } })),
    codes,
  )
  const writes = can('workspace.referrals:write')
  return (
    <Page
      title={t`Recommend Mewayz`}
      narrow
      actions={
        writes && (
          <Button look="primary" pending={create.isPending} onClick={() => create.mutate()}>
            <Trans>New link</Trans>
          </Button>
        )
      }
    >
      <div className="space-y-6">
        <Card>
          <CardHead title={<Trans>Your links</Trans>} />
          <Loaded query={query} rows={2}>
            {({ items }) =>
              items.length === 0 ? (
                <p className="p-4 text-sm text-muted">
                  <Trans>There is none yet. Whoever registers by your link counts as brought by you.</Trans>
                </p>
              ) : (
                <ul aria-label={t`Your links`}>
                  {items.map((code) => (
                    <CodeLine key={code.id} code={code} />
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Card>
        {writes && <Invite />}
        <AffiliateCard />
        <Rewards />
      </div>
    </Page>
  )
}

function Invite() {
  const { t } = useLingui()
  const client = useQueryClient()
  return (
    <Card>
      <CardHead title={<Trans>Invite by mail</Trans>} />
      <div className="p-4">
        <RecordForm<{ emails: string[]; message: string }, object>
          fields={[
            {
              name: 'emails',
              label: t`Addresses`,
              kind: 'tags',
              required: true,
              hint: t`Up to 50, with commas between them.`,
            },
            { name: 'message', label: t`Message`, kind: 'textarea' },
          ]}
          submit={t`Send`}
          onSave={async ({ emails = [], message = null }) => {
            const body = { emails, message }
            const { sent, failed } = await data(
              workspace.POST('/api/v1/workspace/referral-invites', { body }),
            )
            await refetch(client, invites)
            if (failed > 0) warn(t`${failed} could not be sent: asked already, or no address.`)
            if (sent > 0) say(t`${sent} sent.`)
          }}
        />
      </div>
    </Card>
  )
}

function Rewards() {
  const { t } = useLingui()
  const states: Record<string, string> = {
    pending: t`On hold`,
    approved: t`Approved`,
    booked: t`In the wallet`,
    clawed_back: t`Taken back`,
    reversed: t`Reversed`,
  }
  return (
    <List
      label={t`Rewards`}
      resource={rewards}
      columns={[
        { label: t`Amount`, render: ({ amount }) => formatMoney(amount) },
        { label: t`State`, render: ({ state }) => <Badge>{states[state] ?? state}</Badge> },
        { label: t`Final on`, render: ({ approve_at }) => formatDateTime(approve_at) },
      ]}
      empty={
        <State icon={Gift} title={<Trans>No rewards yet</Trans>}>
          <Trans>A reward comes when somebody whom you brought pays.</Trans>
        </State>
      }
    />
  )
}
