import { useLingui } from '@lingui/react/macro'
import { VenetianMask } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { IdLink, State } from '../bits'
import { impersonations } from '../resources'
import { AreaTabs } from '../tabs'

/** Who of staff acted as whom, and why. */
export default function Impersonations() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Acting for others`}
      tabs={<AreaTabs area="users" />}
      resource={impersonations}
      permission="platform.impersonations"
      permanent
      words={{}}
      columns={[
        { label: t`Reason`, render: (row) => row.reason },
        { label: t`Staff`, render: (row) => <IdLink to="users" id={row.staff_id} /> },
        { label: t`As`, render: (row) => <IdLink to="users" id={row.user_id} /> },
        { label: t`Began`, render: (row) => <Ago time={row.created_at} /> },
        {
          label: t`Ended`,
          render: (row) => (row.ended_at ? <Ago time={row.ended_at} /> : <State of="open" />),
        },
      ]}
      empty={{
        icon: VenetianMask,
        title: t`Nobody has acted for anybody`,
        text: t`Staff can see the product as a person sees it, with a reason.`,
      }}
    />
  )
}
