import { useLingui } from '@lingui/react/macro'
import { Send } from 'lucide-react'
import { Ago, Badge } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { formatDateTime } from '~/lib/time'
import { MailTabs } from '../areas'
import { campaigns } from '../resources'
import { TONES, useCampaignWords, useNameField } from './fields'

/** Mails to many. */
export default function Campaigns() {
  const { t } = useLingui()
  const { states } = useCampaignWords()
  return (
    <ResourcePage
      title={t`Campaigns`}
      tabs={<MailTabs />}
      resource={campaigns}
      permission="crm.campaigns"
      searchable
      defaults={{ sort: '-created_at' }}
      href={({ id }) => `/crm/campaigns/${id}`}
      fields={useNameField()}
      words={{ create: t`New campaign`, created: t`Campaign saved`, deleted: t`Campaign deleted` }}
      columns={[
        { label: t`Name`, sort: 'name', render: (row) => row.name },
        { label: t`State`, render: (row) => <Badge tone={TONES[row.state]}>{states[row.state]}</Badge> },
        { label: t`Recipients`, render: (row) => row.recipients ?? '–', className: 'tabular-nums' },
        {
          label: t`Starts`,
          render: (row) => {
            const at = row.started_at ?? row.scheduled_at
            return at ? formatDateTime(at) : '–'
          },
          className: 'max-xl:hidden',
        },
        { label: t`Created`, sort: 'created_at', render: (row) => <Ago time={row.created_at} /> },
      ]}
      filters={[
        {
          name: 'state',
          label: t`Any state`,
          options: Object.entries(states).map(([value, label]) => ({ value, label })),
        },
      ]}
      empty={{
        icon: Send,
        title: t`No campaigns yet`,
        text: t`A campaign sends one mail to everybody on a list who has agreed to get it.`,
      }}
    />
  )
}
