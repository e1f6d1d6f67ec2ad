import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { data, identity, workspace } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { refetch } from '~/api/queries'
import { Deeds, deed } from '~/kit/deeds'
import { RecordForm } from '~/kit/form'
import type { FieldSpec } from '~/kit/form-spec'
import { Card, CardHead, Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { say } from '~/kit/toast'
import { choices } from '../bits'
import { useReason } from '../fields'

type Policy = components['schemas']['SettingsUpdate']
type Setting = {
  key: string
  value: unknown
  default?: unknown
  description: string
  changed_at: string | null
}

const policy = { key: () => ['staff', 'identity', 'admin/settings'] }
const settings = { key: () => ['staff', 'workspace', 'admin/settings'] }

/** What holds for the whole platform. */
export default function PlatformSettings() {
  const { t } = useLingui()
  return (
    <Page title={t`Settings`} narrow>
      <div className="space-y-6">
        <Accounts />
        <Support />
      </div>
    </Page>
  )
}

function Accounts() {
  const { t } = useLingui()
  const { can } = useAccess()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: policy.key(),
    queryFn: () => data(identity.GET('/api/v1/identity/admin/settings')),
  })
  if (query.isPending) return <Skeleton />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const number = (name: keyof Policy, label: string): FieldSpec<Policy> => ({
    name,
    label,
    kind: 'number',
    required: true,
    half: true,
  })
  const fields: FieldSpec<Policy>[] = [
    {
      name: 'registration',
      label: t`Registration`,
      kind: 'select',
      required: true,
      half: true,
      options: choices('instant', 'verify_first', 'closed'),
    },
    {
      name: 'mfa_required_of',
      label: t`Second factor demanded of`,
      kind: 'select',
      required: true,
      half: true,
      options: choices('staff', 'everybody'),
    },
    number('password_min_length', t`Characters of a password, at least`),
    number('failures_per_account', t`Failures per account`),
    number('failures_per_ip', t`Failures per address`),
    number('session_idle_days', t`Days a session may idle`),
    number('session_absolute_days', t`Days a session lasts`),
    number('staff_idle_minutes', t`Minutes a session of staff may idle`),
    number('staff_absolute_hours', t`Hours a session of staff lasts`),
    number('trusted_device_days', t`Days a device is trusted`),
    number('erasure_grace_days', t`Days before a deletion runs`),
    number('security_log_days', t`Days the security log is kept`),
    number('signing_key_days', t`Days between signing keys`),
    number('refresh_grace_seconds', t`Seconds an old refresh token is forgiven`),
    { name: 'staff_allowed_ips', label: t`Networks of staff`, kind: 'lines', hint: t`Empty: from anywhere.` },
    { name: 'denied_email_domains', label: t`Refused mail domains`, kind: 'lines' },
  ]
  return (
    <Card>
      <CardHead title={<Trans>Accounts</Trans>} />
      <div className="p-4">
        {can('platform.settings:write') ? (
          <RecordForm
            key={query.data.as_of}
            fields={fields}
            row={query.data}
            submit={t`Save`}
            onSave={async (body) => {
              await data(identity.PATCH('/api/v1/identity/admin/settings', { body }))
              await refetch(client, policy)
              say(t`Saved; every process follows within ten seconds.`)
            }}
          />
        ) : (
          <dl className="space-y-2 text-sm">
            {fields.map(({ name, label }) => (
              <div key={name} className="flex justify-between gap-4">
                <dt className="text-muted">{label}</dt>
                <dd>{String(query.data[name])}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </Card>
  )
}

/** Settings whose shape only the server knows: each is shown and written as JSON. */
function Support() {
  const { t } = useLingui()
  const query = useQuery({
    queryKey: settings.key(),
    queryFn: () => data(workspace.GET('/api/v1/workspace/admin/settings')),
  })
  if (query.isPending) return <Skeleton />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  return (
    <Card>
      <CardHead title={<Trans>Support</Trans>} />
      <ul aria-label={t`Support`}>
        {query.data.items.map((setting) => (
          <One key={setting.key} setting={setting} />
        ))}
      </ul>
    </Card>
  )
}

function One({ setting }: { setting: Setting }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const reason = useReason()
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line p-4 text-sm last:border-0">
      <div className="min-w-0 flex-1">
        <p className="font-medium">{setting.key}</p>
        <p className="text-muted">{setting.description}</p>
        <code className="text-xs break-words">{JSON.stringify(setting.value)}</code>
      </div>
      {can('platform.settings:write') && (
        <Deeds
          changes={[settings]}
          deeds={[
            deed<{ value: string; reason: string }>({
              id: 'change',
              label: t`Change`,
              text: setting.description,
              row: { value: JSON.stringify(setting.value), reason: null },
              fields: [
                {
                  name: 'value',
                  label: t`Value`,
                  kind: 'textarea',
                  required: true,
                  hint: t`As JSON; null takes the default back.`,
                },
                reason,
              ],
              done: t`Saved`,
              run: ({ value = JSON.stringify(setting.value), ...rest }) =>
                data(
                  workspace.PUT('/api/v1/workspace/admin/settings/{key}', {
                    params: { path: { key: setting.key } },
                    body: { ...rest, value: parsed(value) },
                  }),
                ),
            }),
          ]}
        />
      )}
    </li>
  )
}

/** Text that is no JSON goes as text, and the server says what it wants instead. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
