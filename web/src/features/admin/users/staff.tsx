import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { listOf } from '~/api/queries'
import type { Picker } from '~/kit/record-picker'
import { ResourcePage } from '~/kit/resource-page'
import { State } from '../bits'
import { staffMembers, staffRoles, users } from '../resources'
import { AreaTabs } from '../tabs'

const CHOICES = 10
const userPicker = (): Picker => ({
  key: users.key(),
  search: async (q) =>
    (await users.list({ q, limit: CHOICES, status: 'active' })).items.map((row) => ({
      id: row.id,
      name: row.name,
      detail: row.email,
    })),
  name: async (id) => (await users.get(id)).name,
})

/** Who looks after the platform. */
export default function Staff() {
  const { t } = useLingui()
  const roles = useQuery(listOf(staffRoles, { limit: 100 })).data?.items ?? []
  const role = {
    name: 'role' as const,
    label: t`Role`,
    kind: 'select' as const,
    required: true,
    options: [{ value: '', label: '–' }, ...roles.map(({ key, name }) => ({ value: key, label: name }))],
  }
  const networks = {
    name: 'allowed_ips' as const,
    label: t`Networks`,
    kind: 'lines' as const,
    hint: t`Such as 192.0.2.0/24; empty: from anywhere.`,
  }
  return (
    <ResourcePage
      title={t`Staff`}
      tabs={<AreaTabs area="users" />}
      resource={staffMembers}
      permission="platform.staff_members"
      fields={[
        { name: 'user_id', label: t`Person`, kind: 'record', picker: userPicker(), required: true },
        role,
        networks,
      ]}
      edit={[role, networks]}
      words={{
        create: t`New staff member`,
        created: t`They are staff now`,
        deleted: t`The role is taken away`,
      }}
      columns={[
        { label: t`Name`, render: (row) => row.name },
        { label: t`E-mail`, render: (row) => row.email },
        { label: t`Role`, render: (row) => row.role },
        { label: t`Second factor`, render: (row) => (row.mfa_enrolled ? t`Yes` : <State of="failing" />) },
        { label: t`Networks`, render: (row) => row.allowed_ips.join(', ') || '–' },
      ]}
      empty={{
        icon: ShieldCheck,
        title: t`No staff yet`,
        text: t`Whoever looks after the platform is here.`,
      }}
    />
  )
}
