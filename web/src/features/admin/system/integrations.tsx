import { useLingui } from '@lingui/react/macro'
import { Send } from 'lucide-react'
import { useAccess, useUser } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { Ago } from '~/kit/bits'
import { deed, useDeeds } from '~/kit/deeds'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { count, pairs } from '../fields'
import { integrations } from '../resources'
import { AreaTabs } from '../tabs'

/** Who carries the mails of the platform. Secrets go in and never come out. */
export default function Integrations() {
  const { t } = useLingui()
  const { can } = useAccess()
  const me = useUser()
  const { actions, dialog } = useDeeds([integrations])
  const writes = can('platform.integrations:write')
  const fields = [
    { name: 'base_url' as const, label: t`Address of its API`, hint: t`Empty: the one of the provider.` },
    pairs({ name: 'options', label: t`Options`, hint: t`Such as port = 587, one a line.` }, count),
    {
      ...pairs(
        {
          name: 'secrets',
          label: t`Secrets`,
          hint: t`Such as password = …, one a line. Nobody can read them later.`,
        },
        String,
      ),
      // Only the names of stored secrets are known: the field is for new ones.
      read: () => [],
    },
  ]
  return (
    <ResourcePage
      title={t`Integrations`}
      tabs={<AreaTabs area="integrations" />}
      resource={integrations}
      permission="platform.integrations"
      secret
      fields={[
        {
          name: 'provider',
          label: t`Provider`,
          kind: 'select',
          required: true,
          options: [
            { value: '', label: '–' },
            ...choices('smtp', 'elastic_email', 'sendgrid', 'mailgun', 'ses'),
          ],
        },
        ...fields,
      ]}
      edit={fields}
      words={{ create: t`New provider`, created: t`Provider saved`, deleted: t`Provider deleted` }}
      columns={[
        { label: t`Provider`, render: (row) => row.provider.replaceAll('_', ' ') },
        { label: t`Used`, render: (row) => <State of={row.active ? 'on' : 'off'} /> },
        { label: t`Works`, render: (row) => <State of={row.status} /> },
        { label: t`Tried`, render: (row) => (row.checked_at ? <Ago time={row.checked_at} /> : '–') },
        { label: t`Last error`, render: (row) => row.last_error ?? '–' },
        { label: t`Secrets it has`, render: (row) => row.secrets.join(', ') || '–' },
      ]}
      actions={(row) => {
        const params = { params: { path: { integration_id: row.id } } }
        return actions([
          writes &&
            deed<{ to: string }>({
              id: 'test',
              label: t`Send a test mail`,
              fields: [{ name: 'to', label: t`E-mail`, kind: 'email', required: true, hint: me.email }],
              done: t`Tried: the list says whether it worked.`,
              run: (body) =>
                data(
                  workspace.POST('/api/v1/workspace/admin/integrations/{integration_id}/test', {
                    ...params,
                    body,
                  }),
                ),
            }),
          writes &&
            (row.active
              ? deed({
                  id: 'off',
                  label: t`Use it no more`,
                  text: t`What the operator set for the process holds again.`,
                  done: t`It is not used any more.`,
                  run: () =>
                    data(
                      workspace.POST(
                        '/api/v1/workspace/admin/integrations/{integration_id}/deactivate',
                        params,
                      ),
                    ),
                })
              : deed({
                  id: 'on',
                  label: t`Use it`,
                  text: t`It carries every mail from the next one on, instead of the one before.`,
                  done: t`It is used now.`,
                  run: () =>
                    data(
                      workspace.POST(
                        '/api/v1/workspace/admin/integrations/{integration_id}/activate',
                        params,
                      ),
                    ),
                })),
        ])
      }}
      empty={{
        icon: Send,
        title: t`No providers yet`,
        text: t`Mails go the way that the operator set for the process.`,
      }}
    >
      {dialog}
    </ResourcePage>
  )
}
