import { useLingui } from '@lingui/react/macro'
import { LifeBuoy } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { tickets } from '../resources'
import { AreaTabs } from '../tabs'

/** What workspaces ask of us, the most pressing first. */
export default function Tickets() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Tickets`}
      tabs={<AreaTabs area="support" />}
      resource={tickets}
      permission="platform.tickets"
      permanent
      searchable
      defaults={{ sort: 'due_solve' }}
      href={({ id }) => `/admin/support/tickets/${id}`}
      filters={[
        {
          name: 'state',
          label: t`State`,
          options: choices('new', 'open', 'waiting_customer', 'resolved', 'closed'),
        },
        { name: 'priority', label: t`Priority`, options: choices('low', 'normal', 'high', 'urgent') },
        { name: 'late', label: t`Late or not`, options: [{ value: 'true', label: t`Late` }] },
      ]}
      words={{}}
      columns={[
        { label: t`Subject`, render: (row) => row.subject },
        { label: t`Number`, render: (row) => row.number },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Priority`, render: (row) => row.priority },
        { label: t`To be solved`, sort: 'due_solve', render: (row) => <Ago time={row.due_solve} /> },
        { label: t`Asked`, sort: 'created_at', render: (row) => <Ago time={row.created_at} /> },
      ]}
      empty={{ icon: LifeBuoy, title: t`No tickets`, text: t`What workspaces ask of support is here.` }}
    />
  )
}
