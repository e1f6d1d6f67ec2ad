import { useLingui } from '@lingui/react/macro'
import { UserPlus } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { Ago } from '~/kit/bits'
import { deed, useDeeds } from '~/kit/deeds'
import { ResourcePage } from '~/kit/resource-page'
import { choices, IdLink, State } from '../bits'
import { useReason } from '../fields'
import { attributions } from '../resources'
import { AreaTabs } from '../tabs'
import { type AttributionDecision, decisionsOnAttribution } from './rules'

/** Who came by whose link, and whether that counts. */
export default function Brought() {
  const { t } = useLingui()
  const { can } = useAccess()
  const reason = useReason()
  const { actions, dialog } = useDeeds([attributions])
  const words: Record<AttributionDecision, string> = {
    flag: t`Flag`,
    clear: t`Clear`,
    reject: t`Reject`,
  }
  return (
    <ResourcePage
      title={t`Who was brought`}
      tabs={<AreaTabs area="growth" />}
      resource={attributions}
      permission="platform.referrals"
      permanent
      filters={[
        {
          name: 'state',
          label: t`State`,
          options: choices('attributed', 'qualified', 'flagged', 'rejected'),
        },
        { name: 'kind', label: t`Kind`, options: choices('platform', 'affiliate', 'workspace') },
      ]}
      words={{}}
      columns={[
        { label: t`Code`, render: (row) => row.code },
        { label: t`Kind`, render: (row) => row.kind },
        { label: t`Brought by`, render: (row) => <IdLink to="workspaces" id={row.workspace_id} /> },
        { label: t`Who`, render: (row) => <IdLink to="users" id={row.referred_user_id} /> },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Reason`, render: (row) => row.reason ?? '–' },
        { label: t`When`, render: (row) => <Ago time={row.created_at} /> },
      ]}
      actions={(row) =>
        actions(
          decisionsOnAttribution(row.state).map(
            (decision) =>
              can('platform.referrals:write') &&
              deed<{ reason: string }>({
                id: decision,
                label: words[decision],
                look: decision === 'reject' ? 'danger' : 'secondary',
                fields: [reason],
                done: t`Decided`,
                run: (body) =>
                  data(
                    workspace.POST('/api/v1/workspace/admin/attributions/{attribution_id}/{decision}', {
                      params: { path: { attribution_id: row.id, decision } },
                      body,
                    }),
                  ),
              }),
          ),
        )
      }
      empty={{
        icon: UserPlus,
        title: t`Nobody was brought yet`,
        text: t`Whoever registers by a link of somebody is here.`,
      }}
    >
      {dialog}
    </ResourcePage>
  )
}
