import { useLingui } from '@lingui/react/macro'
import { ArrowRightLeft } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { planChanges } from '../resources'
import { AreaTabs } from '../tabs'

const STATES = ['draft', 'analysed', 'scheduled', 'applying', 'applied', 'rolled_back', 'cancelled']

/** Old subscribers on their way to new terms. */
export default function PlanChanges() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Plan changes`}
      tabs={<AreaTabs area="catalogue" />}
      resource={planChanges}
      permission="platform.catalogue"
      permanent
      href={({ id }) => `/admin/catalogue/plan-changes/${id}`}
      filters={[{ name: 'state', label: t`State`, options: choices(...STATES) }]}
      words={{}}
      columns={[
        { label: t`What`, render: (row) => t`${row.key}, version ${row.to_number}` },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Reason`, render: (row) => row.reason },
        { label: t`Moved`, render: (row) => row.moved },
        { label: t`Made`, render: (row) => <Ago time={row.created_at} /> },
      ]}
      empty={{
        icon: ArrowRightLeft,
        title: t`No plan changes yet`,
        text: t`A plan or bundle has “Move old subscribers” once it has new terms.`,
      }}
    />
  )
}
