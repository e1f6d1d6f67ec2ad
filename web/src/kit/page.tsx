import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { cx } from '~/lib/cx'

/** The title of the document and where screen readers go on after a change of page. */
export function usePageTitle(title: string) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { pathname } = useLocation()
  useEffect(() => {
    document.title = title ? `${title} · Mewayz` : 'Mewayz'
  }, [title])
  // biome-ignore lint/correctness/useExhaustiveDependencies: again for every page
  useEffect(() => {
    if (!document.querySelector('[role=dialog]')) heading.current?.focus({ preventScroll: true })
  }, [pathname])
  return heading
}

interface PageProps {
  title: string
  description?: ReactNode
  actions?: ReactNode
  tabs?: ReactNode
  narrow?: boolean
  children: ReactNode
}

/** One page: one `h1`, what can be done with all of it, and its content. */
export function Page({ title, description, actions, tabs, narrow, children }: PageProps) {
  const heading = usePageTitle(title)
  return (
    <div className={cx('mx-auto w-full px-4 py-6 md:px-8 md:py-8', narrow ? 'max-w-3xl' : 'max-w-7xl')}>
      <div className="mb-6 flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h1
            ref={heading}
            tabIndex={-1}
            dir="auto"
            className="truncate text-2xl font-semibold tracking-tight"
          >
            {title}
          </h1>
          {description && <div className="mt-1 text-sm text-muted">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {tabs}
      {children}
    </div>
  )
}

export function Card({ className, ...rest }: { className?: string; children: ReactNode }) {
  return <section {...rest} className={cx('min-w-0 rounded-xl border border-line bg-surface', className)} />
}

export function CardHead({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex min-h-14 items-center justify-between gap-3 border-b border-line px-4 py-2">
      <h2 className="text-sm font-semibold">{title}</h2>
      {children}
    </div>
  )
}
