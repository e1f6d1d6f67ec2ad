import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { NavLink } from 'react-router'
import { useAccess } from '~/api/access'
import { cx } from '~/lib/cx'
import type { Group, NavEntry, QuickCreate } from '~/lib/module'

const GROUPS: [Group, MessageDescriptor | null][] = [
  ['home', null],
  ['customers', msg`Customers`],
  ['workspace', msg`Workspace`],
]
const order = ({ group }: NavEntry) => GROUPS.findIndex(([name]) => name === group)
const found = Object.values(
  import.meta.glob<{ nav: NavEntry[]; create?: QuickCreate[] }>('../features/*/nav.ts', { eager: true }),
)
const ENTRIES = found.flatMap(({ nav }) => nav).sort((one, other) => order(one) - order(other))
const CREATE = found.flatMap(({ create }) => create ?? [])

/** Entries that this person has here. */
export function useEntries(): NavEntry[] {
  const { can, has } = useAccess()
  return ENTRIES.filter(
    ({ module, permission }) => (!module || has(module)) && (!permission || can(permission)),
  )
}

/** What this person can make here. */
export function useCreate(): QuickCreate[] {
  const { can, has } = useAccess()
  return CREATE.filter(({ module, permission }) => has(module) && can(permission))
}

/** All entries in their groups; `compact` hides the words where there is no room for them. */
export function Entries({ compact, onPick }: { compact?: boolean; onPick?: () => void }) {
  const { t } = useLingui()
  const entries = useEntries()
  return GROUPS.map(([group, label]) => {
    const members = entries.filter((entry) => entry.group === group)
    if (members.length === 0) return null
    return (
      <div key={group} className="mb-4">
        {label && (
          <p className={cx('px-3 pb-1 text-xs font-medium text-muted', compact && 'md:max-lg:sr-only')}>
            {t(label)}
          </p>
        )}
        <ul className="space-y-0.5">
          {members.map((entry) => (
            <li key={entry.to}>
              <NavLink
                to={entry.to}
                end={entry.end}
                title={t(entry.label)}
                onClick={onPick}
                className={({ isActive }) =>
                  cx(
                    'flex min-h-11 items-center gap-3 rounded-lg px-3 text-sm font-medium transition-colors',
                    compact && 'md:max-lg:justify-center md:max-lg:px-0',
                    isActive ? 'bg-hover text-ink' : 'text-muted hover:bg-hover hover:text-ink',
                  )
                }
              >
                <entry.icon aria-hidden className="size-5 shrink-0" />
                <span className={cx('truncate', compact && 'md:max-lg:sr-only')}>{t(entry.label)}</span>
              </NavLink>
            </li>
          ))}
        </ul>
      </div>
    )
  })
}
