import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { useWrites } from '~/api/queries'
import { Ago, Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { List } from '~/kit/list'
import { Sheet } from '~/kit/overlay'
import { CardHead } from '~/kit/page'
import { RecordPage } from '~/kit/record-page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { formatDateTime } from '~/lib/time'
import { lists, type Subscription, subscriptions } from '../resources'
import { STATES, useListFields, useSubscriptionWords } from './fields'

/** One list, and who is on it. */
export default function ListRecord() {
  const { t } = useLingui()
  return (
    <RecordPage
      resource={lists}
      permission="crm.lists"
      back={{ to: '/crm/lists', label: t`Lists` }}
      title={({ name }) => name}
      fields={useListFields()}
      facts={(row) => [
        [t`How people join`, row.opt_in === 'double' ? t`After a click in a mail` : t`At once`],
        [t`On the preference page`, row.public ? t`Yes` : t`No`],
        [t`What it is for`, row.purpose],
        [t`Words of consent`, row.wording],
        [t`Version of the words`, row.wording_version],
        [t`Created`, formatDateTime(row.created_at)],
      ]}
    >
      {(row) => <Subscribers listId={row.id} />}
    </RecordPage>
  )
}

function Subscribers({ listId }: { listId: string }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const { states, sources } = useSubscriptionWords()
  const { create } = useWrites(subscriptions)
  const [adding, setAdding] = useState(false)
  const leave = useAct(
    ({ id }: Subscription) =>
      data(
        crm.POST('/api/v1/crm/subscriptions/{subscription_id}/unsubscribe', {
          params: { path: { subscription_id: id } },
        }),
      ),
    subscriptions,
  )
  const add = can('crm.subscriptions:write') && (
    <Button onClick={() => setAdding(true)}>
      <Trans>Add somebody</Trans>
    </Button>
  )
  return (
    <section>
      <CardHead title={<Trans>Subscribers</Trans>}>{add}</CardHead>
      <List
        label={t`Subscribers`}
        resource={subscriptions}
        searchable
        defaults={{ list_id: listId, sort: '-created_at' }}
        columns={[
          { label: t`Address`, sort: 'address', render: (row) => row.address },
          { label: t`State`, render: (row) => <Badge tone={STATES[row.state]}>{states[row.state]}</Badge> },
          { label: t`Came by`, render: (row) => sources[row.source] },
          { label: t`Since`, render: (row) => <Ago time={row.subscribed_at} /> },
        ]}
        filters={[
          {
            name: 'state',
            label: t`Any state`,
            options: Object.entries(states).map(([value, label]) => ({ value, label })),
          },
        ]}
        actions={(row) =>
          can('crm.subscriptions:write') && row.state !== 'unsubscribed'
            ? [{ id: 'leave', label: t`Unsubscribe`, danger: true, run: () => leave.mutate(row) }]
            : []
        }
        empty={
          <p className="p-4 text-sm text-muted">
            <Trans>Nobody is on this list yet.</Trans>
          </p>
        }
      />
      <Sheet title={t`Add somebody`} open={adding} onClose={() => setAdding(false)}>
        <RecordForm
          fields={[
            {
              name: 'address',
              label: t`E-mail`,
              kind: 'email',
              required: true,
              hint: t`Only add who has agreed. It is noted who did it, and when.`,
            },
          ]}
          submit={t`Add`}
          onCancel={() => setAdding(false)}
          onSave={async ({ address = '' }, key) => {
            await create.mutateAsync({ body: { list_id: listId, address: String(address) }, key })
            say(t`Added`)
            setAdding(false)
          }}
        />
      </Sheet>
    </section>
  )
}
