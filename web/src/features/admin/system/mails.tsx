import { useLingui } from '@lingui/react/macro'
import { MailCheck } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { mailMessages } from '../resources'
import { AreaTabs } from '../tabs'

/** Mails of the platform and what became of them. */
export default function Mails() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Mails`}
      tabs={<AreaTabs area="monitoring" />}
      resource={mailMessages}
      permission="platform.mail"
      permanent
      filters={[{ name: 'state', label: t`State`, options: choices('queued', 'sent', 'failed', 'bounced') }]}
      words={{}}
      columns={[
        { label: t`To`, render: (row) => row.to },
        { label: t`Text`, render: (row) => row.template },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Tries`, render: (row) => row.attempts },
        { label: t`Last error`, render: (row) => row.last_error ?? '–' },
        { label: t`When`, render: (row) => <Ago time={row.created_at} /> },
      ]}
      empty={{ icon: MailCheck, title: t`No mails yet`, text: t`What the platform sends is here.` }}
    />
  )
}
