import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { listOf, refetch } from '~/api/queries'
import { type NewOf, type RowOf, resource } from '~/api/resource'
import { Badge, type Tone } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { CodeLine } from './code-line'

const affiliates = resource('/api/v1/workspace/affiliates')
const links = resource('/api/v1/workspace/affiliate-links')
type Affiliate = RowOf<'/api/v1/workspace/affiliates'>

const TONES: Record<string, Tone> = { approved: 'success', rejected: 'danger', suspended: 'warning' }

/** Recommending Mewayz for money: asking for it, what became of that, and the links it gives. */
export function AffiliateCard() {
  const { t } = useLingui()
  const query = useQuery(listOf(affiliates, { limit: 10 }))
  const states: Record<string, string> = {
    applied: t`Being looked at`,
    invited: t`You are invited`,
    approved: t`Approved`,
    rejected: t`Declined`,
    suspended: t`Suspended`,
  }
  return (
    <Card>
      <CardHead title={<Trans>Affiliate program</Trans>} />
      <Loaded query={query} rows={2}>
        {({ items }) => (
          <>
            <ul>
              {items.map((one) => (
                <li key={one.id} className="border-b border-line px-4 py-3 text-sm last:border-0">
                  <Badge tone={TONES[one.state]}>{states[one.state] ?? one.state}</Badge>
                  {one.reason && <p className="mt-2 text-muted">{one.reason}</p>}
                  {one.state === 'invited' && <Invited affiliate={one} />}
                </li>
              ))}
            </ul>
            {items.length === 0 && <Apply />}
            {items.some(({ state }) => state === 'approved') && <Links />}
          </>
        )}
      </Loaded>
    </Card>
  )
}

function Apply() {
  const { t } = useLingui()
  const client = useQueryClient()
  const { workspace: space } = useAccess()
  return (
    <div className="p-4">
      <p className="mb-4 text-sm text-muted">
        <Trans>
          You bring customers by your site or channel and earn for each who pays. Rewards go to the wallet of
          this workspace; its owner applies.
        </Trans>
      </p>
      <RecordForm<{ website: string; note: string }, object>
        fields={[
          { name: 'website', label: t`Website or channel`, kind: 'url' },
          { name: 'note', label: t`How you would recommend us`, kind: 'textarea' },
        ]}
        submit={t`Apply`}
        onSave={async ({ website = null, note = null }) => {
          const body = { website, note, payout_workspace_id: space.id }
          await data(workspace.POST('/api/v1/workspace/affiliates/apply', { body }))
          say(t`Your application has arrived.`)
          await refetch(client, affiliates)
        }}
      />
    </div>
  )
}

function Invited({ affiliate }: { affiliate: Affiliate }) {
  const { workspace: space } = useAccess()
  const params = { path: { affiliate_id: affiliate.id } }
  const act = useAct(
    (accept: boolean): Promise<unknown> =>
      accept
        ? data(
            workspace.POST('/api/v1/workspace/affiliates/{affiliate_id}/accept', {
              params,
              body: { payout_workspace_id: space.id },
            }),
          )
        : data(workspace.POST('/api/v1/workspace/affiliates/{affiliate_id}/decline', { params })),
    affiliates,
  )
  return (
    <div className="mt-3 flex gap-2">
      <Button look="primary" pending={act.isPending} onClick={() => act.mutate(true)}>
        <Trans>Accept</Trans>
      </Button>
      <Button pending={act.isPending} onClick={() => act.mutate(false)}>
        <Trans>Decline</Trans>
      </Button>
    </div>
  )
}

function Links() {
  const { t } = useLingui()
  const { can } = useAccess()
  const query = useQuery(listOf(links, { limit: 100 }))
  const create = useAct(() => links.create({} satisfies NewOf<'/api/v1/workspace/affiliate-links'>), links)
  return (
    <div className="border-t border-line">
      <Loaded query={query} rows={1}>
        {({ items }) => (
          <ul aria-label={t`Your affiliate links`}>
            {items.map((code) => (
              <CodeLine key={code.id} code={code} />
            ))}
          </ul>
        )}
      </Loaded>
      {can('workspace.referrals:write') && (
        <div className="p-4">
          <Button pending={create.isPending} onClick={() => create.mutate()}>
            <Trans>New affiliate link</Trans>
          </Button>
        </div>
      )}
    </div>
  )
}
