import { Trans, useLingui } from '@lingui/react/macro'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { data, identity } from '~/api/clients'
import { isProblem } from '~/api/problem'
import { useWrites } from '~/api/queries'
import { type NewOf, resource } from '~/api/resource'
import { SettingsPage } from '~/features/workspace/embed'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import type { FieldSpec } from '~/kit/form-spec'
import { List } from '~/kit/list'
import { Once } from '~/kit/once'
import { Sheet } from '~/kit/overlay'
import { State } from '~/kit/states'
import { useAct } from '~/kit/use-act'
import { formatDay } from '~/lib/time'

const keys = resource('/api/v1/identity/api-keys')
type New = NewOf<'/api/v1/identity/api-keys'>

/** Keys by which programs act in this workspace. */
export default function ApiKeys() {
  const { t } = useLingui()
  const { can } = useAccess()
  const { create } = useWrites(keys)
  const [open, setOpen] = useState(false)
  const [secret, setSecret] = useState('')
  const revoke = useAct(
    (key_id: string) =>
      data(identity.POST('/api/v1/identity/api-keys/{key_id}/revoke', { params: { path: { key_id } } })),
    keys,
  )
  const fields: FieldSpec<New>[] = [
    { name: 'name', label: t`Name`, required: true, hint: t`What it is for, such as “Website form”.` },
    {
      name: 'scopes',
      label: t`Scopes`,
      kind: 'lines',
      required: true,
      hint: t`What it may do, such as crm.contacts:read or crm.*:write. Never more than you may yourself.`,
    },
    {
      name: 'expires_at',
      label: t`Ends on`,
      kind: 'date',
      required: true,
      hint: t`At most a year from now.`,
      write: (value) => `${value}T00:00:00Z`,
    },
  ]
  const make = can('identity.api_keys:write') && (
    <Button look="primary" onClick={() => setOpen(true)}>
      <Trans>New key</Trans>
    </Button>
  )
  return (
    <SettingsPage wide actions={make}>
      <List
        label={t`API keys`}
        resource={keys}
        columns={[
          { label: t`Name`, render: (key) => key.name },
          { label: t`Key`, render: (key) => <code>{key.prefix}…</code> },
          {
            label: t`State`,
            render: (key) => <Badge tone={key.state === 'active' ? 'success' : 'plain'}>{key.state}</Badge>,
          },
          { label: t`Ends`, render: (key) => formatDay(key.expires_at) },
        ]}
        actions={(key) =>
          key.state === 'active' && can('identity.api_keys:write')
            ? [{ id: 'revoke', label: t`Revoke`, danger: true, run: () => revoke.mutate(key.id) }]
            : []
        }
        empty={
          <State icon={KeyRound} title={<Trans>No keys yet</Trans>} actions={make}>
            <Trans>A key lets a program use the API in the name of this workspace.</Trans>
          </State>
        }
      />
      <Sheet title={t`New key`} open={open} onClose={() => setOpen(false)}>
        <RecordForm
          fields={fields}
          submit={t`Create key`}
          onSave={async (body, key) => {
            const made = await create.mutateAsync({ body: body as New, key })
            setOpen(false)
            setSecret((made as { key?: string }).key ?? '')
          }}
          refusal={(error) =>
            isProblem(error, 'plan_limit_reached', 'feature_disabled') && (
              <Trans>API keys are not part of this workspace’s plan.</Trans>
            )
          }
        />
      </Sheet>
      <Once title={t`Copy the key now`} values={secret ? [secret] : []} onClose={() => setSecret('')} />
    </SettingsPage>
  )
}
