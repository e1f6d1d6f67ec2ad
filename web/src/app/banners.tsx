import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { CloudOff, MailWarning, RefreshCw } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { Link, useLocation } from 'react-router'
import { useUser } from '~/api/access'
import { isReached, onReach } from '~/api/reach'
import { Ago } from '~/kit/bits'
import { Button } from '~/kit/button'
import { loadCatalog } from '~/lib/i18n'
import { ActingBanner, Banner } from './acting-banner'
import { Unsent } from './unsent'
import { takeUpdate, useUpdate } from './worker'

/** What concerns every page: no connection, what waits for one, an address without proof, a newer build. */
export default function Banners() {
  const { t } = useLingui()
  const user = useUser()
  const reached = useSyncExternalStore(onReach, isReached)
  const newer = useUpdate()
  const { pathname } = useLocation()
  useEffect(() => void fetchAhead().catch(() => undefined), [])
  return (
    <section aria-label={t`Notices`} className="empty:hidden">
      {!reached && (
        <Banner icon={<CloudOff aria-hidden className="size-4 shrink-0 text-warning" />}>
          {navigator.onLine ? (
            <Trans>
              There is no answer. We keep trying. What you have opened before is still here to read.
            </Trans>
          ) : (
            <Trans>You are offline. What you have opened before is still here to read.</Trans>
          )}{' '}
          <AsOf />
        </Banner>
      )}
      <Unsent />
      <ActingBanner />
      {user.email_verified_at === null && pathname !== '/verify' && (
        <Banner icon={<MailWarning aria-hidden className="size-4 shrink-0 text-warning" />}>
          <Trans>Your e-mail address is not confirmed yet.</Trans>{' '}
          <Link to="/verify" className="font-medium underline underline-offset-2">
            <Trans>Confirm it</Trans>
          </Link>
        </Banner>
      )}
      {newer && (
        <Banner icon={<RefreshCw aria-hidden className="size-4 shrink-0 text-accent" />}>
          <Trans>A newer version is ready.</Trans>{' '}
          <Button look="ghost" onClick={takeUpdate}>
            <Trans>Reload</Trans>
          </Button>
        </Banner>
      )}
    </section>
  )
}

/** What is needed when nothing can be fetched any more. */
const fetchAhead = () =>
  Promise.all([
    import('~/offline/late'),
    import('~/offline/outbox'),
    import('./unsent'),
    import('~/features/workspace/outbox/page'),
    loadCatalog('workspace'),
  ])

/** The age of the oldest thing on this page. */
function AsOf() {
  const cache = useQueryClient().getQueryCache()
  const oldest = useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () =>
      Math.min(
        ...cache
          .findAll({ type: 'active', predicate: ({ queryKey }) => queryKey[0] !== 'me' })
          .map(({ state }) => state.dataUpdatedAt || Number.POSITIVE_INFINITY),
      ),
  )
  if (!Number.isFinite(oldest)) return null
  return (
    <Trans>
      As of <Ago time={new Date(oldest).toISOString()} />.
    </Trans>
  )
}
