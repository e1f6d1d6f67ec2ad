import { Trans } from '@lingui/react/macro'
import { isRouteErrorResponse, useRouteError } from 'react-router'
import { isProblem } from '~/api/problem'

/** Before the first page: nothing that could move. */
export function Splash() {
  return <div aria-busy="true" className="min-h-dvh" />
}

const RELOADED = 'reloaded'

/** A page that could not be drawn. A chunk of an older build is gone after a deploy: one reload gets the new one. */
export function Broken() {
  const error = useRouteError()
  const offline = isProblem(error, 'offline') || !navigator.onLine
  if (
    error instanceof TypeError &&
    /import|module/i.test(error.message) &&
    navigator.onLine &&
    !sessionStorage.getItem(RELOADED)
  ) {
    sessionStorage.setItem(RELOADED, '1')
    // A worker of the older build would only bring the older page again.
    import('./worker').then(
      ({ takeUpdate }) => takeUpdate(),
      () => location.reload(),
    )
    return null
  }
  return (
    <main className="mx-auto flex min-h-[70dvh] max-w-md flex-col items-center justify-center px-6 text-center">
      <h1 className="text-xl font-semibold">
        {offline ? <Trans>You are offline</Trans> : <Trans>This page could not be shown</Trans>}
      </h1>
      <p className="mt-2 text-sm text-muted">
        {offline ? (
          <Trans>There is nothing of it on this device. It opens when the connection is back.</Trans>
        ) : (
          words(error)
        )}
      </p>
      <button
        type="button"
        onClick={() => location.reload()}
        className="mt-6 min-h-11 rounded-lg bg-primary px-4 text-sm font-medium text-on-primary"
      >
        <Trans>Try again</Trans>
      </button>
    </main>
  )
}

function words(error: unknown): string {
  if (isRouteErrorResponse(error)) return `${error.status} ${error.statusText}`
  return error instanceof Error ? error.message : ''
}
