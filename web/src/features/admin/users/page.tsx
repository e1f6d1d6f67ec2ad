import { useLingui } from '@lingui/react/macro'
import { Users as Icon } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { users } from '../resources'
import { AreaTabs } from '../tabs'

/** Every account of the platform. */
export default function Users() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Users`}
      tabs={<AreaTabs area="users" />}
      resource={users}
      permission="platform.users"
      permanent
      searchable
      exported
      href={({ id }) => `/admin/users/${id}`}
      filters={[
        {
          name: 'status',
          label: t`State`,
          options: choices('pending', 'active', 'disabled', 'deletion_scheduled', 'deleted'),
        },
        {
          name: 'source',
          label: t`Source`,
          options: choices('registration', 'social', 'portal', 'staff', 'import', 'setup'),
        },
      ]}
      fields={[
        {
          name: 'email',
          label: t`E-mail`,
          kind: 'email',
          required: true,
          hint: t`They get a mail with a link that sets their password.`,
        },
        { name: 'name', label: t`Name`, required: true },
        { name: 'notes', label: t`Notes`, kind: 'textarea', hint: t`Only staff reads them.` },
        { name: 'segments', label: t`Segments`, kind: 'tags', hint: t`Between commas.` },
      ]}
      words={{ create: t`New account`, created: t`Account made` }}
      columns={[
        { label: t`Name`, sort: 'name', render: (row) => row.name || row.email },
        { label: t`E-mail`, render: (row) => row.email },
        { label: t`State`, render: (row) => <State of={row.status} /> },
        { label: t`Staff`, render: (row) => row.staff_role ?? '–' },
        { label: t`Sessions`, render: (row) => row.living_sessions },
        { label: t`Since`, sort: 'created_at', render: (row) => <Ago time={row.created_at} /> },
      ]}
      empty={{ icon: Icon, title: t`No accounts yet`, text: t`Whoever registers is here.` }}
    />
  )
}
