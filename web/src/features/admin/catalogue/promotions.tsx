import { useLingui } from '@lingui/react/macro'
import { TicketPercent } from 'lucide-react'
import { ResourcePage } from '~/kit/resource-page'
import { formatDateTime } from '~/lib/time'
import { choices, State } from '../bits'
import { useYesNo } from '../fields'
import { promotions } from '../resources'
import { AreaTabs } from '../tabs'

/** Discounts for new subscriptions. */
export default function Promotions() {
  const { t } = useLingui()
  const yesNo = useYesNo()
  const shared = [
    { name: 'name' as const, label: t`Name`, required: true },
    { name: 'starts_at' as const, label: t`Begins`, kind: 'datetime' as const, half: true },
    { name: 'ends_at' as const, label: t`Ends`, kind: 'datetime' as const, half: true },
    { name: 'quota' as const, label: t`How many`, kind: 'number' as const, half: true },
    yesNo({ name: 'active' as const, label: t`Offered`, half: true }),
  ]
  return (
    <ResourcePage
      title={t`Promotions`}
      tabs={<AreaTabs area="catalogue" />}
      resource={promotions}
      permission="platform.promotions"
      searchable
      fields={[
        { name: 'key', label: t`Key`, required: true, half: true },
        { name: 'code', label: t`Code`, half: true, hint: t`Empty: it needs none.` },
        { name: 'target', label: t`Plan or bundle`, required: true, half: true },
        {
          name: 'effect',
          label: t`Effect`,
          kind: 'select',
          required: true,
          half: true,
          options: [
            { value: '', label: '–' },
            ...choices('price', 'percent', 'free_periods', 'trial_days', 'revenue_share'),
          ],
        },
        {
          name: 'value',
          label: t`Value`,
          kind: 'number',
          half: true,
          hint: t`Minor units, hundredths of a percent, or days, by the effect.`,
        },
        { name: 'periods', label: t`Periods`, kind: 'number', half: true },
        ...shared,
      ]}
      edit={shared}
      words={{ create: t`New promotion`, created: t`Promotion saved`, deleted: t`Promotion deleted` }}
      columns={[
        { label: t`Name`, render: (row) => row.name },
        { label: t`Code`, render: (row) => row.code ?? '–' },
        { label: t`For`, render: (row) => row.target },
        { label: t`Effect`, render: (row) => `${row.effect.replaceAll('_', ' ')} ${row.value}` },
        {
          label: t`Taken`,
          render: (row) => (row.quota === null ? row.claimed : `${row.claimed} / ${row.quota}`),
        },
        { label: t`Ends`, render: (row) => (row.ends_at ? formatDateTime(row.ends_at) : '–') },
        { label: t`Offered`, render: (row) => <State of={row.active ? 'on' : 'off'} /> },
      ]}
      empty={{ icon: TicketPercent, title: t`No promotions yet`, text: t`A discount with a time or a code.` }}
    />
  )
}
