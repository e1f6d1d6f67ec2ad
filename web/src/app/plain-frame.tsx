import { Outlet } from 'react-router'
import { ActingBanner } from './acting-banner'
import { Wordmark } from './frames'

/** Signing in, signing up and what comes by mail: one column, nothing beside it. */
export default function PlainFrame() {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="px-6 pt-6 md:px-10">
        <Wordmark />
      </header>
      <ActingBanner />
      <main id="main" className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center px-6 py-10">
        <Outlet />
      </main>
    </div>
  )
}
