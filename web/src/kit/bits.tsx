import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import { cx } from '~/lib/cx'
import { formatDateTime, formatRelative } from '~/lib/time'

export type Tone = 'plain' | 'success' | 'warning' | 'danger' | 'accent'

const DOTS: Record<Tone, string> = {
  plain: 'bg-muted',
  success: 'bg-success',
  warning: 'bg-warning',
  danger: 'bg-danger',
  accent: 'bg-accent',
}

/** A state in a word; the dot repeats what the word says. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 rounded-full border border-line px-2 py-0.5 text-xs font-medium whitespace-nowrap">
      <span aria-hidden className={cx('size-1.5 rounded-full', DOTS[tone])} />
      {children}
    </span>
  )
}

/** Initials of a name; decoration beside the name itself. */
export function Avatar({ name, src, large }: { name: string; src?: string | null; large?: boolean }) {
  const size = large ? 'size-12 text-base' : 'size-8 text-xs'
  if (src) return <img src={src} alt="" className={cx(size, 'shrink-0 rounded-full object-cover')} />
  const parts = name.trim().split(/\s+/)
  const initials = [parts[0], parts.length > 1 ? parts.at(-1) : '']
    .map((part) => [...(part ?? '')][0] ?? '')
    .join('')
  return (
    <span
      aria-hidden
      // Drawn, not written: read out beside the name it would be noise.
      data-initials={initials}
      className={cx(
        size,
        'grid shrink-0 place-items-center rounded-full border border-line bg-raised font-semibold text-muted uppercase before:content-[attr(data-initials)]',
      )}
    />
  )
}

/** A moment as "2 days ago", with the exact one on hover and for machines. */
export function Ago({ time }: { time: string }) {
  return (
    <time dateTime={time} title={formatDateTime(time)} className="whitespace-nowrap">
      {formatRelative(time)}
    </time>
  )
}

interface TabItem {
  to: string
  label: string
  /** Only this very address counts as its page, not what lies below. */
  end?: boolean
}

/** Sections of one area, each with its own address. */
export function Tabs({ label, items }: { label: string; items: TabItem[] }) {
  return (
    <nav aria-label={label} className="-mx-4 mb-6 overflow-x-auto border-b border-line px-4 md:mx-0 md:px-0">
      <ul className="flex gap-1">
        {items.map((item) => (
          <li key={item.to}>
            <NavLink
              to={item.to}
              end={item.end}
              className={({ isActive }) =>
                cx(
                  '-mb-px flex min-h-11 items-center border-b-2 px-3 text-sm font-medium whitespace-nowrap',
                  isActive ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
                )
              }
            >
              {item.label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
