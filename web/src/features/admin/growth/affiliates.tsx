import { useLingui } from '@lingui/react/macro'
import { Megaphone } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { Ago } from '~/kit/bits'
import { deed, useDeeds } from '~/kit/deeds'
import { ResourcePage } from '~/kit/resource-page'
import { safeHref } from '~/lib/safe'
import { choices, IdLink, State } from '../bits'
import { useReason } from '../fields'
import { affiliates } from '../resources'
import { AreaTabs } from '../tabs'
import { type AffiliateDecision, decisionsOnAffiliate } from './rules'

/** Who recommends the platform for money, or wants to. */
export default function Affiliates() {
  const { t } = useLingui()
  const { can } = useAccess()
  const reason = useReason()
  const { actions, dialog } = useDeeds([affiliates])
  const words: Record<AffiliateDecision, string> = {
    approve: t`Approve`,
    reject: t`Reject`,
    suspend: t`Suspend`,
    reinstate: t`Reinstate`,
  }
  return (
    <ResourcePage
      title={t`Affiliates`}
      tabs={<AreaTabs area="growth" />}
      resource={affiliates}
      permission="platform.affiliates"
      permanent
      filters={[
        {
          name: 'state',
          label: t`State`,
          options: choices('applied', 'invited', 'approved', 'rejected', 'suspended'),
        },
      ]}
      words={{}}
      columns={[
        { label: t`Person`, render: (row) => <IdLink to="users" id={row.user_id} /> },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Paid to`, render: (row) => <IdLink to="workspaces" id={row.payout_workspace_id} /> },
        { label: t`Website`, render: (row) => <Website url={row.website} /> },
        { label: t`Note`, render: (row) => <span title={row.note ?? ''}>{row.note ?? '–'}</span> },
        { label: t`Reason`, render: (row) => row.reason ?? '–' },
        { label: t`Since`, render: (row) => <Ago time={row.created_at} /> },
      ]}
      actions={(row) =>
        actions(
          decisionsOnAffiliate(row.state).map(
            (decision) =>
              can('platform.affiliates:write') &&
              deed<{ reason: string }>({
                id: decision,
                label: words[decision],
                look: decision === 'reject' || decision === 'suspend' ? 'danger' : 'secondary',
                fields: [reason],
                done: t`Decided`,
                run: (body) =>
                  data(
                    workspace.POST('/api/v1/workspace/admin/affiliates/{affiliate_id}/{decision}', {
                      params: { path: { affiliate_id: row.id, decision } },
                      body,
                    }),
                  ),
              }),
          ),
        )
      }
      empty={{
        icon: Megaphone,
        title: t`No affiliates yet`,
        text: t`Whoever applies to recommend the platform is here.`,
      }}
    >
      {dialog}
    </ResourcePage>
  )
}

function Website({ url }: { url: string | null }) {
  const href = safeHref(url)
  if (!href) return url ?? '–'
  return (
    <a href={href} rel="noopener noreferrer" target="_blank" className="underline underline-offset-4">
      {url}
    </a>
  )
}
