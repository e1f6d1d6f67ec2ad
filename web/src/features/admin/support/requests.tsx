import { useLingui } from '@lingui/react/macro'
import { MailQuestion } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { Ago } from '~/kit/bits'
import { deed, useDeeds } from '~/kit/deeds'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { contactRequests } from '../resources'
import { AreaTabs } from '../tabs'

/** What strangers write to us by the public form. */
export default function ContactRequests() {
  const { t } = useLingui()
  const { can } = useAccess()
  const { actions, dialog } = useDeeds([contactRequests])
  return (
    <ResourcePage
      title={t`Contact requests`}
      tabs={<AreaTabs area="support" />}
      resource={contactRequests}
      permission="platform.contact_requests"
      permanent
      searchable
      filters={[
        { name: 'state', label: t`State`, options: choices('new', 'answered', 'closed') },
        {
          name: 'topic',
          label: t`Topic`,
          options: choices('sales', 'support', 'partnership', 'press', 'privacy', 'other'),
        },
      ]}
      words={{}}
      columns={[
        { label: t`Message`, render: (row) => <span title={row.message}>{row.message}</span> },
        { label: t`From`, render: (row) => `${row.name} <${row.email}>` },
        { label: t`Topic`, render: (row) => row.topic },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`When`, render: (row) => <Ago time={row.created_at} /> },
      ]}
      actions={(row) => {
        const params = { params: { path: { request_id: row.id } } }
        return actions([
          row.state === 'new' &&
            can('platform.contact_requests:write') &&
            deed<{ body: string }>({
              id: 'answer',
              label: t`Answer`,
              text: <span className="whitespace-pre-wrap">{row.message}</span>,
              fields: [
                {
                  name: 'body',
                  label: t`Answer`,
                  kind: 'textarea',
                  required: true,
                  hint: t`Goes to ${row.email}.`,
                },
              ],
              done: t`Answered`,
              run: (body) =>
                data(
                  workspace.POST('/api/v1/workspace/admin/contact-requests/{request_id}/answer', {
                    ...params,
                    body,
                  }),
                ),
            }),
          row.state === 'new' &&
            can('platform.contact_requests:write') &&
            deed({
              id: 'close',
              label: t`Close`,
              done: t`Closed`,
              run: () =>
                data(workspace.POST('/api/v1/workspace/admin/contact-requests/{request_id}/close', params)),
            }),
        ])
      }}
      empty={{ icon: MailQuestion, title: t`No requests`, text: t`What strangers write to us is here.` }}
    >
      {dialog}
    </ResourcePage>
  )
}
