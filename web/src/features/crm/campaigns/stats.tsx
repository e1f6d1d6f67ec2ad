import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { crm, data } from '~/api/clients'
import type { components } from '~/api/gen/crm'
import { oneOf } from '~/api/queries'
import { Numbers } from '~/kit/bits'
import { Card, CardHead } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { type Campaign, campaigns } from '../resources'
import { useCampaignWords } from './fields'

const LOOK_AGAIN_MS = 2000
type Figures = components['schemas']['CampaignVariantFigures']

/** What became of a campaign, as the server sums it up; opens and clicks are those of people. */
export function Stats({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui()
  const { skipped } = useCampaignWords()
  const moving = campaign.state === 'running' || campaign.state === 'scheduled'
  useQuery({ ...oneOf(campaigns, campaign.id), refetchInterval: moving ? LOOK_AGAIN_MS : false })
  const stats = useQuery({
    queryKey: [...campaigns.key(), 'stats', campaign.id, campaign.version],
    queryFn: () =>
      data(
        crm.GET('/api/v1/crm/campaigns/{campaign_id}/stats', {
          params: { path: { campaign_id: campaign.id } },
        }),
      ),
    refetchInterval: moving ? LOOK_AGAIN_MS : false,
    placeholderData: (before) => before,
    staleTime: 0,
  })
  if (stats.isPending) return <Skeleton rows={3} />
  if (stats.isError && !stats.data) return <Failure error={stats.error} onRetry={() => stats.refetch()} />
  const found = stats.data
  const reasons = Object.entries(found.skipped_because)
  return (
    <Card>
      <CardHead title={<Trans>Statistics</Trans>} />
      <div className="space-y-6 p-4">
        <Numbers
          items={[
            [t`Recipients`, found.recipients],
            [t`Waiting`, found.queued + found.sending],
            [t`Sent`, found.sent],
            [t`Delivered`, found.delivered],
            [t`Opened`, found.opened.human],
            [t`Clicked`, found.clicked.human],
            [t`Replied`, found.replied],
            [t`Unsubscribed`, found.unsubscribed],
            [t`Bounced`, found.hard_bounced + found.soft_bounced],
            [t`Complained`, found.complained],
            [t`Failed`, found.failed + found.unconfirmed],
            [t`Left out`, found.skipped],
          ]}
        />
        <p className="text-xs text-muted">
          <Trans>
            Opens and clicks of machines are left out: with them, {found.opened.all} mails were opened and{' '}
            {found.clicked.all} clicked.
          </Trans>
        </p>
        {reasons.length > 0 && (
          <p className="text-sm">
            <Trans>Left out:</Trans>{' '}
            {reasons
              .map(([reason, count]) => `${skipped[reason as keyof typeof skipped] ?? reason} ${count}`)
              .join(', ')}
          </p>
        )}
        {found.variants.length > 1 && <Variants variants={found.variants} winner={campaign.winner} />}
      </div>
    </Card>
  )
}

function Variants({ variants, winner }: { variants: Figures[]; winner: number | null }) {
  const { t } = useLingui()
  return (
    <div className="overflow-x-auto">
      <table aria-label={t`Variants`} className="w-full text-start text-sm tabular-nums">
        <thead className="border-b border-line text-xs text-muted">
          <tr>
            {[t`Variant`, t`Sent`, t`Opened`, t`Clicked`, t`Unsubscribed`].map((label) => (
              <th key={label} scope="col" className="h-11 px-2 text-start font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {variants.map((one) => (
            <tr key={one.id} className="border-b border-line last:border-0">
              <th scope="row" className="h-12 px-2 text-start font-medium">
                {one.variant + 1} {one.variant === winner && <Trans>(won)</Trans>}
              </th>
              <td className="px-2">{one.sent}</td>
              <td className="px-2">{one.opened.human}</td>
              <td className="px-2">{one.clicked.human}</td>
              <td className="px-2">{one.unsubscribed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
