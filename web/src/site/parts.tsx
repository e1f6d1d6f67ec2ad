import { Trans } from '@lingui/react/macro'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClass } from '~/kit/button'

/** The name of a page and one sentence about it. */
export function Heading({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="mb-10 max-w-2xl">
      <h1 className="text-3xl font-semibold tracking-tight text-balance md:text-4xl">{title}</h1>
      {children && <p className="mt-3 text-lg text-muted">{children}</p>}
    </div>
  )
}

export const CARD = 'rounded-xl border border-line bg-surface p-5'

export function Card({
  icon: Icon,
  title,
  children,
}: {
  icon: LucideIcon
  title: ReactNode
  children: ReactNode
}) {
  return (
    <li className={CARD}>
      <Icon aria-hidden className="size-5 text-accent" />
      <h2 className="mt-3 font-semibold">{title}</h2>
      <p className="mt-1 text-sm text-muted">{children}</p>
    </li>
  )
}

interface LiveProps {
  of: string
  empty?: ReactNode
  long?: boolean
  children: ReactNode
}

/**
 * Room for what the API knows: the script shows one of the states at a time. Inside `children`, elements with
 * `data-slot` are filled and templates with `data-each` repeated (see `live/fill.ts`). What becomes `long` has its room
 * from the beginning, or what is below would jump.
 */
export function Live({ of, empty, long, children }: LiveProps) {
  return (
    <div data-live={of} aria-busy className={long ? 'min-h-dvh' : 'min-h-96'}>
      <noscript>
        <p className="mb-6 text-sm text-muted">
          <Trans>What stands here is read when you open the page, which needs JavaScript.</Trans>
        </p>
      </noscript>
      <div data-state="loading" className="space-y-3">
        <div className="skeleton h-6 w-1/2" />
        <div className="skeleton h-32" />
        <div className="skeleton h-32" />
      </div>
      <div data-state="error" hidden role="alert" className={CARD}>
        <p className="font-medium">
          <Trans>This could not be loaded.</Trans>
        </p>
        <button type="button" data-retry className={buttonClass('secondary', 'mt-4')}>
          <Trans>Try again</Trans>
        </button>
      </div>
      <p data-state="empty" hidden className="text-muted">
        {empty}
      </p>
      <div data-state="ready" hidden>
        {children}
      </div>
    </div>
  )
}
