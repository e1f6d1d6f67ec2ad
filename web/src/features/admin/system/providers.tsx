import { useLingui } from '@lingui/react/macro'
import { LogIn } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, identity } from '~/api/clients'
import { Ago } from '~/kit/bits'
import { deed, useDeeds } from '~/kit/deeds'
import { ResourcePage } from '~/kit/resource-page'
import { choices, State } from '../bits'
import { useYesNo } from '../fields'
import { providers } from '../resources'
import { AreaTabs } from '../tabs'

/** By whom people may sign in besides a password. */
export default function Providers() {
  const { t } = useLingui()
  const { can } = useAccess()
  const yesNo = useYesNo()
  const { actions, dialog } = useDeeds([providers])
  const fields = [
    { name: 'title' as const, label: t`Title`, half: true },
    { name: 'issuer' as const, label: t`Issuer`, kind: 'url' as const, half: true },
    { name: 'client_id' as const, label: t`Client id`, required: true },
    {
      name: 'secret' as const,
      label: t`Secret`,
      kind: 'password' as const,
      hint: t`Replaces the stored one; nobody can read it later.`,
    },
    { name: 'scopes' as const, label: t`Scopes`, kind: 'tags' as const, hint: t`Between commas.` },
    yesNo({ name: 'trusted_email', label: t`Its addresses are proven`, half: true }),
    yesNo({ name: 'enabled', label: t`Offered`, half: true }),
  ]
  return (
    <ResourcePage
      title={t`Sign-in`}
      tabs={<AreaTabs area="integrations" />}
      resource={providers}
      permission="platform.identity_providers"
      secret
      fields={[
        {
          name: 'kind',
          label: t`Kind`,
          kind: 'select',
          required: true,
          options: [
            { value: '', label: '–' },
            ...choices('oidc', 'google', 'apple', 'facebook', 'microsoft', 'linkedin'),
          ],
        },
        { name: 'key', label: t`Key`, hint: t`Part of its address; empty: its kind.` },
        ...fields,
      ]}
      edit={fields}
      words={{ create: t`New provider`, created: t`Provider saved`, deleted: t`Provider deleted` }}
      columns={[
        { label: t`Title`, render: (row) => row.title },
        { label: t`Kind`, render: (row) => row.kind },
        { label: t`Offered`, render: (row) => <State of={row.enabled ? 'on' : 'off'} /> },
        { label: t`Secret`, render: (row) => (row.secret_set ? t`stored` : '–') },
        { label: t`Tried`, render: (row) => (row.last_test_at ? <Ago time={row.last_test_at} /> : '–') },
        { label: t`Last error`, render: (row) => row.last_test_error ?? '–' },
        { label: t`Returns to`, render: (row) => <span title={row.callback_url}>{row.callback_url}</span> },
      ]}
      actions={({ id }) =>
        actions([
          can('platform.identity_providers:write') &&
            deed({
              id: 'test',
              label: t`Test`,
              done: t`Tried: the list says whether it worked.`,
              run: () =>
                data(
                  identity.POST('/api/v1/identity/admin/identity-providers/{provider_id}/test', {
                    params: { path: { provider_id: id } },
                  }),
                ),
            }),
        ])
      }
      empty={{ icon: LogIn, title: t`No providers yet`, text: t`People sign in by password or passkey.` }}
    >
      {dialog}
    </ResourcePage>
  )
}
