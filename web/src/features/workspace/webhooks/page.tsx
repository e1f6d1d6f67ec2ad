import { Trans, useLingui } from '@lingui/react/macro'
import { Webhook } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { isProblem } from '~/api/problem'
import { useWrites } from '~/api/queries'
import { type ChangeOf, type RowOf, resource } from '~/api/resource'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import type { FieldSpec } from '~/kit/form-spec'
import { List } from '~/kit/list'
import { Once } from '~/kit/once'
import { type Action, Sheet } from '~/kit/overlay'
import { State } from '~/kit/states'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { SettingsPage } from '../embed'
import { Deliveries, deliveries } from './deliveries'

const endpoints = resource('/api/v1/workspace/webhook-endpoints')
type Endpoint = RowOf<'/api/v1/workspace/webhook-endpoints'>
type Change = ChangeOf<'/api/v1/workspace/webhook-endpoints'>

/** Addresses that are told of what happens here, signed with a secret of each. */
export default function Webhooks() {
  const { t } = useLingui()
  const { can } = useAccess()
  const { create, update } = useWrites(endpoints)
  const [edited, setEdited] = useState<Endpoint | 'new' | null>(null)
  const [secret, setSecret] = useState('')
  const { rotate, test, enable, remove } = useEndpointActs(setSecret)
  const writes = can('workspace.webhook_endpoints:write')
  const fields: FieldSpec<Change>[] = [
    {
      name: 'url',
      label: t`Address`,
      kind: 'url',
      required: true,
      hint: t`It must begin with https and be reachable from the internet.`,
    },
    {
      name: 'event_types',
      label: t`Events`,
      kind: 'lines',
      required: true,
      hint: t`Such as crm.deal.*, crm.* or * for everything.`,
    },
    { name: 'description', label: t`Description` },
  ]
  const actions = (row: Endpoint): Action[] => [
    ...(writes
      ? [
          { id: 'edit', label: t`Edit`, run: () => setEdited(row) },
          ...(row.enabled
            ? [{ id: 'test', label: t`Send a test`, run: () => test.mutate(row.id) }]
            : [{ id: 'enable', label: t`Switch on`, run: () => enable.mutate(row.id) }]),
          { id: 'rotate', label: t`New secret`, run: () => rotate.mutate(row.id) },
        ]
      : []),
    ...(can('workspace.webhook_endpoints:delete')
      ? [{ id: 'delete', label: t`Delete`, danger: true, run: () => remove.mutate(row.id) }]
      : []),
  ]
  const make = writes && (
    <Button look="primary" onClick={() => setEdited('new')}>
      <Trans>New endpoint</Trans>
    </Button>
  )
  return (
    <SettingsPage wide actions={make}>
      <List
        label={t`Endpoints`}
        resource={endpoints}
        columns={[
          { label: t`Address`, render: ({ url }) => url },
          { label: t`Events`, render: ({ event_types }) => event_types.join(', ') },
          { label: t`State`, render: (row) => <EndpointState row={row} /> },
        ]}
        actions={actions}
        empty={
          <State icon={Webhook} title={<Trans>No endpoints yet</Trans>} actions={make}>
            <Trans>An endpoint is an address of yours that we call when something happens here.</Trans>
          </State>
        }
      />
      <Deliveries />
      <Sheet
        title={edited === 'new' ? t`New endpoint` : t`Edit endpoint`}
        open={edited !== null}
        onClose={() => setEdited(null)}
      >
        <RecordForm
          fields={fields}
          {...(edited && edited !== 'new' ? { row: edited } : {})}
          submit={t`Save`}
          onCancel={() => setEdited(null)}
          onSave={async (body, key) => {
            if (edited && edited !== 'new') await update.mutateAsync({ row: edited, body })
            else {
              const { url = '', event_types = [], ...rest } = body
              const made = await create.mutateAsync({ body: { url, event_types, ...rest }, key })
              setSecret((made as Endpoint & { secret: string }).secret)
            }
            setEdited(null)
            say(t`Saved`)
          }}
          refusal={(error) =>
            isProblem(error, 'plan_limit_reached', 'feature_disabled') && (
              <Trans>Webhooks are not part of this workspace’s plan, or it has no room for more.</Trans>
            )
          }
        />
      </Sheet>
      <Once title={t`Copy the secret now`} values={secret ? [secret] : []} onClose={() => setSecret('')}>
        <Trans>With it you check that a message comes from here. It is not shown again.</Trans>
      </Once>
    </SettingsPage>
  )
}

function useEndpointActs(onSecret: (secret: string) => void) {
  const { t } = useLingui()
  const one = (endpoint_id: string) => ({ params: { path: { endpoint_id } } })
  return {
    rotate: useAct(async (id: string) => {
      const path = '/api/v1/workspace/webhook-endpoints/{endpoint_id}/rotate-secret'
      onSecret((await data(workspace.POST(path, one(id)))).secret)
    }, endpoints),
    test: useAct(async (id: string) => {
      await data(workspace.POST('/api/v1/workspace/webhook-endpoints/{endpoint_id}/test', one(id)))
      say(t`The test is on its way.`)
    }, deliveries),
    enable: useAct(
      (id: string) =>
        data(workspace.POST('/api/v1/workspace/webhook-endpoints/{endpoint_id}/enable', one(id))),
      endpoints,
    ),
    remove: useAct((id: string) => endpoints.remove(id), endpoints),
  }
}

function EndpointState({ row }: { row: Endpoint }) {
  if (row.frozen)
    return (
      <Badge tone="warning">
        <Trans>Beyond the plan</Trans>
      </Badge>
    )
  if (!row.enabled)
    return (
      <Badge tone="danger">
        {row.disabled_reason === 'gone' ? (
          <Trans>Off: it answered that it is gone</Trans>
        ) : row.disabled_reason ? (
          <Trans>Off: it failed for five days</Trans>
        ) : (
          <Trans>Off</Trans>
        )}
      </Badge>
    )
  if (row.failing_since)
    return (
      <Badge tone="warning">
        <Trans>Failing</Trans>
      </Badge>
    )
  return (
    <Badge tone="success">
      <Trans>On</Trans>
    </Badge>
  )
}
