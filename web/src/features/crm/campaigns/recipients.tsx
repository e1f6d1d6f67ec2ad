import { Trans, useLingui } from '@lingui/react/macro'
import { List } from '~/kit/list'
import { CardHead } from '~/kit/page'
import { formatDateTime } from '~/lib/time'
import { type Campaign, recipients } from '../resources'
import { useCampaignWords } from './fields'

/** Everybody a campaign was for, and what came of it. */
export function Recipients({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui()
  const { reached, skipped } = useCampaignWords()
  const options = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  return (
    <section>
      <CardHead title={<Trans>Recipients</Trans>} />
      <List
        label={t`Recipients`}
        resource={{ ...recipients, key: () => [...recipients.key(), campaign.id, campaign.state] }}
        searchable
        defaults={{ campaign_id: campaign.id }}
        columns={[
          { label: t`Address`, render: (row) => row.address },
          { label: t`State`, render: (row) => reached[row.state] },
          {
            label: t`Why`,
            render: (row) => (row.skip_reason ? skipped[row.skip_reason] : (row.error ?? '–')),
          },
          { label: t`Sent`, render: (row) => (row.sent_at ? formatDateTime(row.sent_at) : '–') },
        ]}
        filters={[
          { name: 'state', label: t`Any state`, options: options(reached) },
          { name: 'skip_reason', label: t`Any reason`, options: options(skipped) },
        ]}
        empty={
          <p className="p-4 text-sm text-muted">
            <Trans>Nobody yet.</Trans>
          </p>
        }
      />
    </section>
  )
}
