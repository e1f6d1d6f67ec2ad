import { Trans, useLingui } from '@lingui/react/macro'
import { Menu as MenuIcon, Plus, Search } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { NavLink, Outlet, useNavigate, useNavigation } from 'react-router'
import { Logo } from '~/kit/logo'
import { Actions, Sheet } from '~/kit/overlay'
import { Toasts } from '~/kit/toast'
import { cx } from '~/lib/cx'
import { AccountMenu, WorkspaceSwitcher } from './account-menu'
import { SkipLink } from './frames'
import { Entries, useCreate, useEntries } from './navigation'
import { Notifications } from './notifications'
import { useShortcuts } from './shortcuts'
import { StepUp } from './step-up'

const Banners = lazy(() => import('./banners'))
const Palette = lazy(() => import('./palette').then(({ Palette }) => ({ default: Palette })))

/** Everything around the pages of a workspace. */
export default function Shell() {
  const { t } = useLingui()
  const [more, setMore] = useState(false)
  const [palette, setPalette] = useState(false)
  useShortcuts(() => setPalette(true))
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[4.5rem_minmax(0,1fr)] lg:grid-cols-[16.5rem_minmax(0,1fr)]">
      <SkipLink />
      <aside className="sticky top-0 hidden h-dvh flex-col border-e border-line md:flex">
        <div className="flex h-16 shrink-0 items-center px-3 max-lg:justify-center">
          <span className="flex items-center gap-2 px-2 text-lg font-semibold tracking-tight">
            <Logo />
            <span className="max-lg:sr-only">Mewayz</span>
          </span>
        </div>
        <nav aria-label={t`Main`} className="flex-1 overflow-y-auto px-3 pb-4">
          <Entries compact />
        </nav>
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-16 items-center gap-1 border-b border-line bg-bg px-2 pt-[env(safe-area-inset-top)] md:px-6">
          <WorkspaceSwitcher />
          <button
            type="button"
            onClick={() => setPalette(true)}
            className="ms-auto flex min-h-11 items-center gap-2 rounded-lg px-3 text-sm text-muted hover:bg-hover lg:w-72 lg:border lg:border-line"
          >
            <Search aria-hidden className="size-5 lg:size-4" />
            <span className="max-lg:sr-only">
              <Trans>Search or go to…</Trans>
            </span>
            <kbd aria-hidden className="ms-auto hidden font-sans text-xs lg:inline">
              Ctrl K
            </kbd>
          </button>
          <QuickCreate />
          <Notifications />
          <AccountMenu />
        </header>
        <Suspense>
          <Banners />
        </Suspense>
        <Progress />
        <main id="main" className="min-w-0 flex-1 pb-24 md:pb-8">
          <Outlet />
        </main>
      </div>
      <BottomBar onMore={() => setMore(true)} />
      <Sheet title={t`All areas`} open={more} onClose={() => setMore(false)}>
        <nav aria-label={t`All areas`}>
          <Entries onPick={() => setMore(false)} />
        </nav>
      </Sheet>
      {palette && (
        <Suspense>
          <Palette open onClose={() => setPalette(false)} />
        </Suspense>
      )}
      <Toasts />
      <StepUp />
    </div>
  )
}

/** A page that is on its way shows a line at the top instead of moving what is there. */
function Progress() {
  const moving = useNavigation().state !== 'idle'
  return (
    <div aria-hidden className={cx('sticky top-16 z-30 -mb-0.5 h-0.5', moving && 'skeleton bg-accent')} />
  )
}

function QuickCreate() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const offered = useCreate()
  if (offered.length === 0) return null
  return (
    <Actions
      label={t`Create`}
      className="inline-grid size-11 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink"
      actions={offered.map(({ id, label, icon: Icon, to }) => ({
        id,
        label: t(label),
        icon: <Icon aria-hidden className="size-4" />,
        run: () => navigate(to),
      }))}
    >
      <Plus aria-hidden className="size-5" />
    </Actions>
  )
}

const SLOTS = 4

function BottomBar({ onMore }: { onMore: () => void }) {
  const { t } = useLingui()
  const entries = useEntries()
    .filter(({ group }) => group !== 'workspace')
    .slice(0, SLOTS)
  const item = 'flex min-h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 text-xs font-medium'
  return (
    <nav
      aria-label={t`Main`}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-bg pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {entries.map((entry) => (
        <NavLink
          key={entry.to}
          to={entry.to}
          end={entry.end}
          className={({ isActive }) => cx(item, isActive ? 'text-ink' : 'text-muted')}
        >
          <entry.icon aria-hidden className="size-5" />
          <span className="max-w-full truncate px-0.5">{t(entry.label)}</span>
        </NavLink>
      ))}
      <button type="button" onClick={onMore} className={cx(item, 'text-muted')}>
        <MenuIcon aria-hidden className="size-5" />
        <Trans>More</Trans>
      </button>
    </nav>
  )
}
