import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { data, identity } from '~/api/clients'
import { listOf } from '~/api/queries'
import { type RowOf, resource } from '~/api/resource'
import { Ago, Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { useAct } from '~/kit/use-act'
import { device } from '~/lib/device'
import { AccountPage } from './tabs'

const own = (noun: string) => ({ key: () => ['me', 'identity', noun] })
const sessions = { ...resource('/api/v1/identity/sessions'), ...own('sessions') }
const devices = { ...resource('/api/v1/identity/devices'), ...own('devices') }
const events = { ...resource('/api/v1/identity/security-events'), ...own('security-events') }

type Session = RowOf<'/api/v1/identity/sessions'>
type Device = RowOf<'/api/v1/identity/devices'>

/** Where you are signed in, which devices you trust, and what happened around your account. */
export default function Sessions() {
  const { t } = useLingui()
  return (
    <AccountPage title={t`Sessions`}>
      <SignedIn />
      <Devices />
      <History />
    </AccountPage>
  )
}

const ROW = 'flex min-h-16 items-center gap-3 border-b border-line px-4 py-2 text-sm last:border-0'

function SignedIn() {
  const { t } = useLingui()
  const query = useQuery(listOf(sessions, { limit: 100 }))
  const others = useAct(() => data(identity.POST('/api/v1/identity/sessions/revoke-others')), sessions)
  return (
    <Card>
      <CardHead title={<Trans>Where you are signed in</Trans>}>
        {(query.data?.items.length ?? 0) > 1 && (
          <Button look="ghost" pending={others.isPending} onClick={() => others.mutate()}>
            <Trans>Sign out others</Trans>
          </Button>
        )}
      </CardHead>
      <Loaded query={query} rows={2}>
        {({ items }) => (
          <ul aria-label={t`Where you are signed in`}>
            {items.map((session) => (
              <One key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

function One({ session }: { session: Session }) {
  const end = useAct(() => sessions.remove(session.id), sessions)
  return (
    <li className={ROW}>
      <div className="min-w-0 flex-1">
        <p className="truncate">{session.name ?? device(session.user_agent)}</p>
        <p className="text-xs text-muted">
          {session.ip} · <Ago time={session.last_seen_at} />
        </p>
      </div>
      {session.current ? (
        <Badge tone="success">
          <Trans>This device</Trans>
        </Badge>
      ) : (
        <Button look="ghost" pending={end.isPending} onClick={() => end.mutate()}>
          <Trans>Sign out</Trans>
        </Button>
      )}
    </li>
  )
}

function Devices() {
  const { t } = useLingui()
  const query = useQuery(listOf(devices, { limit: 100 }))
  const turn = useAct(({ id, trusted }: Device) => {
    const options = { params: { path: { device_id: id } } }
    return trusted
      ? data(identity.POST('/api/v1/identity/devices/{device_id}/untrust', options))
      : data(identity.POST('/api/v1/identity/devices/{device_id}/trust', options))
  }, devices)
  const forget = useAct((id: string) => devices.remove(id), devices)
  return (
    <Card>
      <CardHead title={<Trans>Devices</Trans>} />
      <p className="p-4 text-sm text-muted">
        <Trans>On a device that you trust, signing in asks for no second factor for a while.</Trans>
      </p>
      <Loaded query={query} rows={2}>
        {({ items }) => (
          <ul aria-label={t`Devices`}>
            {items.map((one) => (
              <li key={one.id} className={ROW}>
                <div className="min-w-0 flex-1">
                  <p className="truncate">{one.name}</p>
                  <p className="text-xs text-muted">
                    <Ago time={one.last_seen_at} />
                  </p>
                </div>
                <Button look="ghost" onClick={() => turn.mutate(one)}>
                  {one.trusted ? <Trans>Trust no more</Trans> : <Trans>Trust</Trans>}
                </Button>
                <Button look="ghost" onClick={() => forget.mutate(one.id)}>
                  <Trans>Forget</Trans>
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

const SHOWN = 20

function History() {
  const { t } = useLingui()
  const query = useQuery(listOf(events, { sort: '-created_at', limit: SHOWN }))
  return (
    <Card>
      <CardHead title={<Trans>What happened lately</Trans>} />
      <Loaded query={query} rows={3}>
        {({ items }) => (
          <ul aria-label={t`What happened lately`}>
            {items.map((event) => (
              <li key={event.id} className={ROW}>
                <div className="min-w-0 flex-1">
                  <p className="truncate">{event.action}</p>
                  <p className="text-xs text-muted">
                    {device(event.user_agent)} · {event.ip ?? '–'} · <Ago time={event.created_at} />
                  </p>
                </div>
                {event.outcome !== 'succeeded' && <Badge tone="warning">{event.outcome}</Badge>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}
