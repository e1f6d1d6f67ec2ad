import { Trans, useLingui } from '@lingui/react/macro'
import { Lock, Menu } from 'lucide-react'
import { lazy, Suspense, useState, useSyncExternalStore } from 'react'
import { NavLink, Outlet } from 'react-router'
import { useAccess, usePowers } from '~/api/access'
import { Problem } from '~/api/problem'
import { current, subscribe } from '~/api/session'
import { ButtonLink, IconButton } from '~/kit/button'
import { Sheet } from '~/kit/overlay'
import { Page } from '~/kit/page'
import { Failure, State } from '~/kit/states'
import { Toasts } from '~/kit/toast'
import { cx } from '~/lib/cx'
import type { OfficeEntry } from '~/lib/module'
import { AccountMenu } from './account-menu'
import { SkipLink, Wordmark } from './frames'
import { StepUp } from './step-up'

const Banners = lazy(() => import('./banners'))
const found = import.meta.glob<{ default: OfficeEntry[] }>('../features/*/office.ts', { eager: true })
const ENTRIES = Object.values(found).flatMap((file) => file.default)

/** Everything around the pages of staff, who need no workspace. */
export default function Office() {
  const { t } = useLingui()
  const [more, setMore] = useState(false)
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[16.5rem_minmax(0,1fr)]">
      <SkipLink />
      <aside className="sticky top-0 hidden h-dvh flex-col border-e border-line md:flex">
        <div className="flex h-16 shrink-0 items-center px-5">
          <Wordmark />
        </div>
        <nav aria-label={t`Staff area`} className="flex-1 overflow-y-auto px-3 pb-4">
          <Entries />
        </nav>
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-16 items-center gap-2 border-b border-line bg-bg px-2 md:px-6">
          <IconButton label={t`Pages of the staff area`} onClick={() => setMore(true)} className="md:hidden">
            <Menu aria-hidden className="size-5" />
          </IconButton>
          <p className="me-auto truncate text-sm font-medium">
            <Trans>Staff area</Trans>
          </p>
          <ButtonLink look="ghost" to="/dashboard">
            <Trans>Leave</Trans>
          </ButtonLink>
          <AccountMenu />
        </header>
        <Suspense>
          <Banners />
        </Suspense>
        <main id="main" className="min-w-0 flex-1 pb-8">
          <Inside />
        </main>
      </div>
      <Sheet title={t`Staff area`} open={more} onClose={() => setMore(false)}>
        <nav aria-label={t`Pages of the staff area`}>
          <Entries onPick={() => setMore(false)} />
        </nav>
      </Sheet>
      <Toasts />
      <StepUp />
    </div>
  )
}

/** The page, for whom the token calls staff; each call is refused to others anyway. */
function Inside() {
  const { t } = useLingui()
  const { staff, enrol } = usePowers()
  const { status } = useSyncExternalStore(subscribe, current)
  if (staff.length > 0) return <Outlet />
  if (status === 'offline') return <Failure error={Problem.offline()} />
  return (
    <Page title={t`Staff area`} narrow>
      <State
        role="alert"
        icon={Lock}
        title={enrol ? t`Set up a second factor first` : t`You have no access to this`}
        actions={
          <ButtonLink to={enrol ? '/account/security' : '/dashboard'}>
            {enrol ? t`Set it up` : t`Go to the start`}
          </ButtonLink>
        }
      >
        {enrol ? (
          <Trans>Staff work with a second factor only. Set one up, then sign in with it.</Trans>
        ) : (
          <Trans>This is for the staff of the platform.</Trans>
        )}
      </State>
    </Page>
  )
}

function Entries({ onPick }: { onPick?: () => void }) {
  const { t } = useLingui()
  const { can } = useAccess()
  return (
    <ul className="space-y-0.5">
      {ENTRIES.filter(({ permission }) => !permission || can(permission)).map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <NavLink
            to={to}
            end={to === '/admin'}
            onClick={onPick}
            className={({ isActive }) =>
              cx(
                'flex min-h-11 items-center gap-3 rounded-lg px-3 text-sm font-medium transition-colors',
                isActive ? 'bg-hover text-ink' : 'text-muted hover:bg-hover hover:text-ink',
              )
            }
          >
            <Icon aria-hidden className="size-5 shrink-0" />
            {t(label)}
          </NavLink>
        </li>
      ))}
    </ul>
  )
}
