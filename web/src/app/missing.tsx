import { Trans, useLingui } from '@lingui/react/macro'
import { Compass } from 'lucide-react'
import { ButtonLink } from '~/kit/button'
import { usePageTitle } from '~/kit/page'

export default function Missing() {
  const { t } = useLingui()
  const heading = usePageTitle(t`Page not found`)
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-center justify-center px-6 text-center">
      <Compass aria-hidden className="mb-4 size-8 text-muted" />
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight">
        <Trans>Page not found</Trans>
      </h1>
      <p className="mt-2 text-sm text-muted">
        <Trans>There is nothing at this address.</Trans>
      </p>
      <ButtonLink to="/" reloadDocument look="primary" className="mt-6">
        <Trans>Go to the start</Trans>
      </ButtonLink>
    </main>
  )
}
