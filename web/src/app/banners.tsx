import { Trans, useLingui } from '@lingui/react/macro'
import { CloudOff, MailWarning, RefreshCw } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Link, useLocation } from 'react-router'
import { useUser } from '~/api/access'
import { Button } from '~/kit/button'
import { ActingBanner, Banner } from './acting-banner'
import { takeUpdate, useUpdate } from './worker'

/** What concerns every page: no connection, an address without proof, a newer build. */
export function Banners() {
  const { t } = useLingui()
  const user = useUser()
  const online = useOnline()
  const newer = useUpdate()
  const { pathname } = useLocation()
  return (
    <section aria-label={t`Notices`} className="empty:hidden">
      {!online && (
        <Banner icon={<CloudOff aria-hidden className="size-4 shrink-0 text-warning" />}>
          <Trans>You are offline. What you have opened before is still here to read.</Trans>
        </Banner>
      )}
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

function useOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener)
      addEventListener('offline', listener)
      return () => {
        removeEventListener('online', listener)
        removeEventListener('offline', listener)
      }
    },
    () => navigator.onLine,
  )
}
