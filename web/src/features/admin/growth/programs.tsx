import { useLingui } from '@lingui/react/macro'
import { Share2 } from 'lucide-react'
import { ResourcePage } from '~/kit/resource-page'
import { formatMoney, type Money } from '~/lib/money'
import { choices, State } from '../bits'
import { useYesNo } from '../fields'
import { programs } from '../resources'
import { AreaTabs } from '../tabs'
import { type Rule, RulesField, read, write } from './rules-field'

/** What recommending the platform earns. */
export default function Programs() {
  const { t } = useLingui()
  const yesNo = useYesNo()
  const shared = [
    { name: 'name' as const, label: t`Name`, required: true },
    {
      name: 'rules' as const,
      label: t`What earns how much`,
      required: true,
      read,
      write,
      draw: (control: Parameters<typeof RulesField>[0]) => <RulesField {...control} />,
    },
    {
      name: 'hold_days' as const,
      label: t`Days on hold`,
      kind: 'number' as const,
      half: true,
      hint: t`How long a reward waits after the payment.`,
    },
    {
      name: 'window_days' as const,
      label: t`Days that a click counts`,
      kind: 'number' as const,
      half: true,
    },
    {
      name: 'max_rewards' as const,
      label: t`Rewards for each link at most`,
      kind: 'number' as const,
      half: true,
    },
    yesNo({ name: 'active' as const, label: t`Offered`, half: true }),
  ]
  return (
    <ResourcePage
      title={t`Referral programs`}
      tabs={<AreaTabs area="growth" />}
      resource={programs}
      permission="platform.referrals"
      permanent
      filters={[{ name: 'kind', label: t`Kind`, options: choices('platform', 'affiliate') }]}
      fields={[
        {
          name: 'kind',
          label: t`Kind`,
          kind: 'select',
          required: true,
          options: [{ value: '', label: '–' }, ...choices('platform', 'affiliate')],
          hint: t`For workspaces, or for affiliates.`,
        },
        ...shared,
      ]}
      edit={shared}
      words={{ create: t`New program`, created: t`Program saved` }}
      columns={[
        { label: t`Name`, render: (row) => row.name },
        { label: t`Kind`, render: (row) => row.kind },
        { label: t`What earns how much`, render: (row) => row.rules.map(said).join(', ') },
        { label: t`On hold`, render: (row) => t`${row.hold_days} days` },
        { label: t`Offered`, render: (row) => <State of={row.active ? 'on' : 'off'} /> },
      ]}
      empty={{
        icon: Share2,
        title: t`No programs yet`,
        text: t`Recommending the platform earns nothing until there is one.`,
      }}
    />
  )
}

function said({ trigger, share_bp, amount }: Rule): string {
  const share = amount ? formatMoney(amount as unknown as Money) : `${(share_bp ?? 0) / 100} %`
  return `${trigger.replaceAll('_', ' ')} ${share}`
}
