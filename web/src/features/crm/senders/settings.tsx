import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import type { components } from '~/api/gen/crm'
import { workspaceId } from '~/api/workspace'
import { RecordForm } from '~/kit/form'
import type { FieldSpec } from '~/kit/form-spec'
import { Card, Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { say } from '~/kit/toast'
import { MailTabs } from '../areas'

type Change = components['schemas']['CrmSettingsUpdate']
const lines = (value: unknown) => ((value ?? []) as string[]).slice()

/** How the workspace sends mail. */
export default function MailSettings() {
  const { t } = useLingui()
  const { can } = useAccess()
  const client = useQueryClient()
  const key = [workspaceId(), 'crm', 'settings']
  const settings = useQuery({ queryKey: key, queryFn: () => data(crm.GET('/api/v1/crm/settings')) })
  const fields: FieldSpec<Change>[] = [
    {
      name: 'postal_address',
      label: t`Postal address`,
      kind: 'textarea',
      hint: t`Stands below marketing mail, which cannot leave without it.`,
    },
    {
      name: 'tracking',
      label: t`Opens and clicks`,
      kind: 'select',
      required: true,
      options: [
        { value: 'anonymous', label: t`Only counted` },
        { value: 'individual', label: t`Kept for each person` },
        { value: 'off', label: t`Not looked at` },
      ],
    },
    {
      name: 'frequency_cap_mails',
      label: t`Marketing mails to one address, at most`,
      kind: 'number',
      half: true,
      hint: t`Empty: no limit.`,
    },
    { name: 'frequency_cap_days', label: t`Within so many days`, kind: 'number', half: true, required: true },
    {
      name: 'blocked_domains',
      label: t`Domains that no mail goes to`,
      kind: 'lines',
      read: lines,
    },
    { name: 'mail_body_days', label: t`Days that sent mails are kept`, kind: 'number', required: true },
  ]
  return (
    <Page title={t`Mail settings`} tabs={<MailTabs />}>
      {settings.isPending && <Skeleton />}
      {settings.isError && !settings.data && (
        <Failure error={settings.error} onRetry={() => settings.refetch()} />
      )}
      {settings.data && (
        <Card className="max-w-3xl p-4 md:p-6">
          {can('crm.settings:manage') ? (
            <RecordForm
              key={settings.data.version}
              fields={fields}
              row={settings.data}
              submit={t`Save`}
              onSave={async (body) => {
                client.setQueryData(key, await data(crm.PATCH('/api/v1/crm/settings', { body })))
                say(t`Saved`)
              }}
            />
          ) : (
            <p className="text-sm">
              <span className="text-muted">
                <Trans>Postal address:</Trans>
              </span>{' '}
              {settings.data.postal_address ?? '–'}
            </p>
          )}
        </Card>
      )}
    </Page>
  )
}
