import { useLingui } from '@lingui/react/macro'
import { Building } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { workspaces } from '../resources'

/** Every workspace of the platform. */
export default function Workspaces() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Workspaces`}
      resource={workspaces}
      permission="platform.workspaces"
      permanent
      searchable
      href={({ id }) => `/admin/workspaces/${id}`}
      filters={[
        {
          name: 'status',
          label: t`State`,
          options: choices('active', 'suspended', 'closing', 'archived', 'purging', 'purged'),
        },
      ]}
      words={{}}
      columns={[
        { label: t`Name`, sort: 'name', render: (row) => row.name },
        { label: t`Address`, render: (row) => row.slug },
        { label: t`State`, render: (row) => <State of={row.status} /> },
        { label: t`Currency`, render: (row) => row.currency },
        { label: t`Since`, sort: 'created_at', render: (row) => <Ago time={row.created_at} /> },
      ]}
      empty={{ icon: Building, title: t`No workspaces yet`, text: t`Whoever makes one is here.` }}
    />
  )
}
