import { Trans } from '@lingui/react/macro'
import { Outlet } from 'react-router'
import { signOut } from '~/api/session'
import { Button } from '~/kit/button'
import { Toasts } from '~/kit/toast'
import { SkipLink, Wordmark } from './frames'
import { StepUp } from './step-up'

/** Pages of a person outside of any workspace: choosing one, the setup wizard. */
export default function AccountFrame() {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="flex items-center justify-between px-4 pt-4 md:px-8">
        <Wordmark />
        <Button look="ghost" onClick={signOut}>
          <Trans>Sign out</Trans>
        </Button>
      </header>
      <main id="main" className="flex-1">
        <Outlet />
      </main>
      <Toasts />
      <StepUp />
    </div>
  )
}
