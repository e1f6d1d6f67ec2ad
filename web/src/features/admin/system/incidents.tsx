import { useLingui } from '@lingui/react/macro'
import { Siren } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { Ago } from '~/kit/bits'
import { deed, useDeeds } from '~/kit/deeds'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { incidents } from '../resources'
import { AreaTabs } from '../tabs'

type Update = components['schemas']['UpdateCreate']

/** What the public page of our state says. */
export default function Incidents() {
  const { t } = useLingui()
  const { can } = useAccess()
  const { actions, dialog } = useDeeds([incidents])
  const states = choices('investigating', 'identified', 'monitoring', 'resolved')
  const fields = [
    { name: 'title' as const, label: t`Title`, required: true },
    {
      name: 'impact' as const,
      label: t`Impact`,
      kind: 'select' as const,
      options: choices('none', 'minor', 'major', 'critical', 'maintenance'),
    },
    {
      name: 'services' as const,
      label: t`Services`,
      kind: 'tags' as const,
      hint: t`Such as crm, between commas.`,
    },
  ]
  return (
    <ResourcePage
      title={t`Incidents`}
      tabs={<AreaTabs area="monitoring" />}
      resource={incidents}
      permission="platform.status_incidents"
      permanent
      searchable
      filters={[{ name: 'state', label: t`State`, options: states }]}
      fields={[
        ...fields,
        { name: 'body', label: t`What is known`, kind: 'textarea', required: true, hint: t`Markdown.` },
      ]}
      edit={fields}
      words={{ create: t`New incident`, created: t`Told to the public` }}
      columns={[
        { label: t`Title`, render: (row) => row.title },
        { label: t`State`, render: (row) => <State of={row.state} /> },
        { label: t`Impact`, render: (row) => <State of={row.impact} /> },
        { label: t`Services`, render: (row) => row.services.join(', ') || '–' },
        { label: t`Began`, render: (row) => <Ago time={row.started_at} /> },
      ]}
      actions={(row) =>
        actions([
          can('platform.status_incidents:write') &&
            deed<Update>({
              id: 'update',
              label: t`Say how it goes on`,
              fields: [
                {
                  name: 'state',
                  label: t`State`,
                  kind: 'select',
                  required: true,
                  options: [{ value: '', label: '–' }, ...states],
                },
                {
                  name: 'body',
                  label: t`What is known`,
                  kind: 'textarea',
                  required: true,
                  hint: t`Markdown.`,
                },
              ],
              done: t`Told to the public`,
              run: (body, key) =>
                data(
                  workspace.POST('/api/v1/workspace/admin/status-incidents/{incident_id}/updates', {
                    params: { path: { incident_id: row.id } },
                    body,
                    headers: { 'idempotency-key': key },
                  }),
                ),
            }),
        ])
      }
      empty={{ icon: Siren, title: t`No incidents`, text: t`What does not work is told to the public here.` }}
    >
      {dialog}
    </ResourcePage>
  )
}
