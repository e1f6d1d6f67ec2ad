import { useLingui } from '@lingui/react/macro'
import { UserX } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { choices, IdLink, State } from '../bits'
import { erasures } from '../resources'
import { AreaTabs } from '../tabs'

/** Accounts that are being deleted, and what each one waits for. */
export default function Erasures() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Deletions`}
      tabs={<AreaTabs area="users" />}
      resource={erasures}
      permission="platform.erasures"
      permanent
      filters={[
        {
          name: 'state',
          label: t`State`,
          options: choices('scheduled', 'checking', 'blocked', 'running', 'completed', 'cancelled'),
        },
      ]}
      words={{}}
      columns={[
        { label: t`Account`, render: (row) => <IdLink to="users" id={row.user_id} /> },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Runs`, render: (row) => <Ago time={row.scheduled_for} /> },
        { label: t`Waits for`, render: (row) => row.missing.join(', ') || '–' },
        { label: t`Kept up by`, render: (row) => row.blockers.map(({ title }) => title).join(', ') || '–' },
        { label: t`Reason`, render: (row) => row.reason ?? '–' },
      ]}
      empty={{ icon: UserX, title: t`No deletions`, text: t`Accounts that are to be deleted are here.` }}
    />
  )
}
