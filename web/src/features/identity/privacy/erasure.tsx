import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useUser } from '~/api/access'
import { data, identity } from '~/api/clients'
import { listOf } from '~/api/queries'
import { type RowOf, resource } from '~/api/resource'
import { renew, signOut } from '~/api/session'
import { Button } from '~/kit/button'
import { Loaded } from '~/kit/loaded'
import { Ask } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { formatDateTime } from '~/lib/time'

const URL = '/api/v1/identity/erasures'
const erasures = { ...resource(URL), key: () => ['me', 'identity', 'erasures'] }
type Row = RowOf<typeof URL>

const OVER = ['cancelled', 'completed']

/** The end of the account: asked for here, and until its day taken back here. */
export function Erasure() {
  const query = useQuery(listOf(erasures, { limit: 10, sort: '-created_at' }))
  return (
    <Card>
      <CardHead title={<Trans>Delete your account</Trans>} />
      <Loaded query={query} rows={1}>
        {({ items }) => {
          const open = items.find(({ state }) => !OVER.includes(state))
          return open ? <Open erasure={open} /> : <Request />
        }}
      </Loaded>
    </Card>
  )
}

function Request() {
  const { t } = useLingui()
  const user = useUser()
  const [asked, setAsked] = useState(false)
  const request = useAct(async () => {
    setAsked(false)
    await data(identity.POST(URL, { body: { confirm: user.email } }))
    await signOut()
  })
  return (
    <div className="flex flex-wrap items-center justify-between gap-4 p-4">
      <p className="max-w-md text-sm text-muted">
        <Trans>
          Everything about you is erased after 14 days. You are signed out at once; until then you can sign in
          and change your mind.
        </Trans>
      </p>
      <Button look="danger" pending={request.isPending} onClick={() => setAsked(true)}>
        <Trans>Delete my account</Trans>
      </Button>
      <Ask
        title={t`Delete your account?`}
        open={asked}
        onClose={() => setAsked(false)}
        action={t`Delete my account`}
        danger
        typed={user.email}
        onConfirm={() => request.mutate()}
      >
        <Trans>What you own alone goes with it. Hand over or close your workspaces first.</Trans>
      </Ask>
    </div>
  )
}

function Open({ erasure }: { erasure: Row }) {
  const { t } = useLingui()
  const options = { params: { path: { erasure_id: erasure.id } } }
  const keep = useAct(async () => {
    await data(identity.POST('/api/v1/identity/erasures/{erasure_id}/cancel', options))
    await renew()
    say(t`Your account stays.`)
  }, erasures)
  const retry = useAct(
    () => data(identity.POST('/api/v1/identity/erasures/{erasure_id}/retry', options)),
    erasures,
  )
  return (
    <div className="space-y-4 p-4 text-sm">
      <p>
        <Trans>Your account will be erased on {formatDateTime(erasure.scheduled_for)}.</Trans>
      </p>
      {erasure.blockers.length > 0 && (
        <>
          <p className="text-muted">
            <Trans>This stands against it; settle it first:</Trans>
          </p>
          <ul className="list-disc ps-5">
            {erasure.blockers.map(({ code, ref, title }) => (
              <li key={`${code} ${ref}`}>{title}</li>
            ))}
          </ul>
        </>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {erasure.state === 'blocked' && (
          <Button pending={retry.isPending} onClick={() => retry.mutate()}>
            <Trans>Try again</Trans>
          </Button>
        )}
        {['scheduled', 'blocked'].includes(erasure.state) && (
          <Button look="primary" pending={keep.isPending} onClick={() => keep.mutate()}>
            <Trans>Keep my account</Trans>
          </Button>
        )}
      </div>
    </div>
  )
}
