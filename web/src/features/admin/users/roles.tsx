import { useLingui } from '@lingui/react/macro'
import { KeyRound } from 'lucide-react'
import { ResourcePage } from '~/kit/resource-page'
import { staffRoles } from '../resources'
import { AreaTabs } from '../tabs'

/** What kinds of staff may do. */
export default function StaffRoles() {
  const { t } = useLingui()
  const name = { name: 'name' as const, label: t`Name`, required: true }
  const permissions = {
    name: 'permissions' as const,
    label: t`Permissions`,
    kind: 'lines' as const,
    required: true,
    hint: t`Such as platform.users:read or platform.*:read. Holders sign in again after a change.`,
  }
  return (
    <ResourcePage
      title={t`Roles of staff`}
      tabs={<AreaTabs area="users" />}
      resource={staffRoles}
      permission="platform.staff_roles"
      searchable
      fields={[
        { name: 'key', label: t`Key`, required: true, hint: t`Such as billing_desk; it stays.` },
        name,
        permissions,
      ]}
      edit={[name, permissions]}
      words={{ create: t`New role`, created: t`Role saved`, deleted: t`Role deleted` }}
      columns={[
        { label: t`Name`, render: (row) => row.name },
        { label: t`Key`, render: (row) => <code>{row.key}</code> },
        { label: t`Permissions`, render: (row) => row.permissions.join(', ') },
      ]}
      empty={{ icon: KeyRound, title: t`No roles yet`, text: t`A role says what its holders may do.` }}
    />
  )
}
