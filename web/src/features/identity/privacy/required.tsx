import { Trans, useLingui } from '@lingui/react/macro'
import { Navigate, useLocation } from 'react-router'
import { useUser } from '~/api/access'
import { isHeld } from '~/api/session'
import { Page } from '~/kit/page'
import { nextPath } from '~/lib/safe'
import { Totp } from '../account/totp'
import { Passkeys } from '../passkeys/list'
import { Erasure } from './erasure'
import { Exports } from './exports'
import { Terms } from './terms'

/** What has to be settled before any workspace opens. */
export default function Required() {
  const { t } = useLingui()
  const { search } = useLocation()
  const user = useUser()
  const leaving = user.status === 'deletion_scheduled'
  if (!user.id) return null
  if (!isHeld(user)) return <Navigate to={nextPath(search)} replace />
  return (
    <Page title={leaving ? t`You are leaving` : t`Before you go on`} narrow>
      <div className="space-y-6">
        {leaving ? (
          <>
            <Erasure />
            <Exports />
          </>
        ) : (
          <>
            <Terms />
            {user.mfa.required && !user.mfa.enrolled && (
              <>
                <p className="text-sm">
                  <Trans>Your account has to be protected by a second factor. Choose one of these.</Trans>
                </p>
                <Totp />
                <Passkeys />
              </>
            )}
          </>
        )}
      </div>
    </Page>
  )
}
