import { Trans } from '@lingui/react/macro'
import { Outlet } from 'react-router'
import { usePowers } from '~/api/access'
import { Button, ButtonLink } from '~/kit/button'
import { Toasts } from '~/kit/toast'
import { ActingBanner } from './acting-banner'
import { SkipLink, Wordmark } from './frames'
import { StepUp } from './step-up'
import { useSignOut } from './use-sign-out'

/** Pages of a person outside of any workspace: choosing one, the setup wizard. */
export default function AccountFrame() {
  const { staff } = usePowers()
  const { leave, question } = useSignOut()
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="flex items-center justify-between px-4 pt-4 md:px-8">
        <Wordmark />
        {staff.length > 0 && (
          <ButtonLink look="ghost" to="/admin" className="ms-auto">
            <Trans>Staff area</Trans>
          </ButtonLink>
        )}
        <Button look="ghost" onClick={leave}>
          <Trans>Sign out</Trans>
        </Button>
      </header>
      <ActingBanner />
      <main id="main" className="flex-1">
        <Outlet />
      </main>
      {question}
      <Toasts />
      <StepUp />
    </div>
  )
}
