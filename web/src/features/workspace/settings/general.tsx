import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useAccess, workspacesQuery } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { workspaceId } from '~/api/workspace'
import { RecordForm } from '~/kit/form'
import type { FieldSpec } from '~/kit/form-spec'
import { Card, CardHead } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { say } from '~/kit/toast'
import { SettingsPage } from '../embed'

type Change = components['schemas']['mewayz_kit__schema___Changeable__2']

/** Name and habits of the workspace. */
export default function General() {
  const { t } = useLingui()
  const { can } = useAccess()
  const client = useQueryClient()
  const key = [workspaceId(), 'workspace', 'current']
  const query = useQuery({
    queryKey: key,
    queryFn: () => data(workspace.GET('/api/v1/workspace/workspaces/current')),
  })
  const fields: FieldSpec<Change>[] = [
    { name: 'name', label: t`Name`, required: true },
    { name: 'description', label: t`Description`, kind: 'textarea' },
    {
      name: 'timezone',
      label: t`Time zone`,
      kind: 'select',
      required: true,
      half: true,
      hint: t`Days of reports and reminders begin by it.`,
      options: Intl.supportedValuesOf('timeZone')
        .concat('UTC')
        .map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
    },
    {
      name: 'week_start',
      label: t`Week begins on`,
      kind: 'select',
      required: true,
      half: true,
      options: [
        { value: '1', label: t`Monday` },
        { value: '7', label: t`Sunday` },
      ],
      write: Number,
    },
    {
      name: 'require_mfa',
      label: t`Everybody here needs a second factor`,
      kind: 'check',
      hint: t`Who has none sets one up before the workspace opens.`,
    },
  ]
  return (
    <SettingsPage>
      <Card>
        <CardHead title={<Trans>General</Trans>} />
        {query.isPending && <Skeleton />}
        {query.isError && <Failure error={query.error} onRetry={() => query.refetch()} />}
        {query.data && (
          <div className="p-4 md:p-6">
            {can('workspace.workspaces:write') ? (
              <RecordForm
                key={query.data.version}
                fields={fields}
                row={query.data}
                submit={t`Save`}
                onSave={async (body) => {
                  const headers = { 'if-match': `"${query.data.version}"` }
                  const saved = await data(
                    workspace.PATCH('/api/v1/workspace/workspaces/current', {
                      body: body as Change,
                      headers,
                    }),
                  )
                  client.setQueryData(key, saved)
                  await client.invalidateQueries({ queryKey: workspacesQuery().queryKey })
                  say(t`Saved`)
                }}
              />
            ) : (
              <dl className="space-y-3 text-sm">
                <dt className="text-xs text-muted">
                  <Trans>Name</Trans>
                </dt>
                <dd>{query.data.name}</dd>
                <dt className="text-xs text-muted">
                  <Trans>Time zone</Trans>
                </dt>
                <dd>{query.data.timezone}</dd>
              </dl>
            )}
          </div>
        )}
      </Card>
    </SettingsPage>
  )
}
