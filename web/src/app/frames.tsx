import { Trans } from '@lingui/react/macro'
import { Link } from 'react-router'
import { Logo } from '~/kit/logo'

/** Leads out of the app, to the first page of the site, which sends who is signed in back to the dashboard. */
export function Wordmark() {
  return (
    <Link
      to="/"
      reloadDocument
      className="inline-flex min-h-11 items-center gap-2 rounded-lg text-lg font-semibold tracking-tight"
    >
      <Logo />
      Mewayz
    </Link>
  )
}

export function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only z-50 rounded-lg bg-primary px-4 py-3 text-sm font-medium text-on-primary focus:not-sr-only focus:fixed focus:start-4 focus:top-4"
    >
      <Trans>Skip to the content</Trans>
    </a>
  )
}
