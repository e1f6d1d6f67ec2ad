import { useLingui } from '@lingui/react/macro'
import { Gift } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { deed, useDeeds } from '~/kit/deeds'
import { ResourcePage } from '~/kit/resource-page'
import { formatMoney } from '~/lib/money'
import { formatDateTime } from '~/lib/time'
import { choices, IdLink, State } from '../bits'
import { useReason } from '../fields'
import { rewards } from '../resources'
import { AreaTabs } from '../tabs'
import { canTakeBack } from './rules'

/** What recommending has earned, and the way to take it back. */
export default function Rewards() {
  const { t } = useLingui()
  const { can } = useAccess()
  const reason = useReason()
  const { actions, dialog } = useDeeds([rewards])
  return (
    <ResourcePage
      title={t`Rewards`}
      tabs={<AreaTabs area="growth" />}
      resource={rewards}
      permission="platform.referrals"
      permanent
      filters={[
        {
          name: 'state',
          label: t`State`,
          options: choices('pending', 'approved', 'booked', 'clawed_back', 'reversed'),
        },
      ]}
      words={{}}
      columns={[
        { label: t`Amount`, render: (row) => formatMoney(row.amount), className: 'tabular-nums' },
        { label: t`Rule`, render: (row) => row.rule.replaceAll('_', ' ') },
        { label: t`For`, render: (row) => <IdLink to="workspaces" id={row.workspace_id} /> },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Final on`, render: (row) => formatDateTime(row.approve_at) },
        { label: t`Reason`, render: (row) => row.reason ?? '–' },
      ]}
      actions={(row) =>
        actions([
          canTakeBack(row.state) &&
            can('platform.referrals:write') &&
            deed<{ reason: string }>({
              id: 'take-back',
              label: t`Take back`,
              look: 'danger',
              fields: [reason],
              done: t`Taken back`,
              run: (body) =>
                data(
                  workspace.POST('/api/v1/workspace/admin/rewards/{reward_id}/claw-back', {
                    params: { path: { reward_id: row.id } },
                    body,
                  }),
                ),
            }),
        ])
      }
      empty={{
        icon: Gift,
        title: t`No rewards yet`,
        text: t`A reward comes when somebody who was brought pays.`,
      }}
    >
      {dialog}
    </ResourcePage>
  )
}
