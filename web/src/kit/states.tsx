import { Trans, useLingui } from '@lingui/react/macro'
import { CloudOff, Lock, type LucideIcon, SearchX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { isProblem } from '~/api/problem'
import { Button, ButtonLink } from './button'

interface StateProps {
  icon: LucideIcon
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
  role?: 'alert' | 'status'
}

/** The middle of a page that has no rows to show: what is the matter, and the way on. */
export function State({ icon: Icon, title, children, actions, role }: StateProps) {
  return (
    <div role={role} className="fade-in flex flex-col items-center px-4 py-16 text-center">
      <span className="mb-4 grid size-12 place-items-center rounded-full border border-line bg-surface text-muted">
        <Icon aria-hidden className="size-5" />
      </span>
      <p className="text-base font-semibold text-balance">{title}</p>
      {children && <div className="mt-1 max-w-sm text-sm text-pretty text-muted">{children}</div>}
      {actions && <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}

export function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <State
      icon={SearchX}
      title={<Trans>Nothing matches</Trans>}
      actions={
        <Button onClick={onClear}>
          <Trans>Clear search and filters</Trans>
        </Button>
      }
    >
      <Trans>Try other words, or take a filter away.</Trans>
    </State>
  )
}

/** What went wrong in words of the person, by the code of the problem. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useLingui()
  const retry = onRetry && (
    <Button onClick={onRetry}>
      <Trans>Try again</Trans>
    </Button>
  )
  if (isProblem(error, 'offline'))
    return (
      <State role="alert" icon={CloudOff} title={t`You are offline`} actions={retry}>
        <Trans>This page has not been opened on this device yet. It loads when the connection is back.</Trans>
      </State>
    )
  if (isProblem(error, 'feature_disabled'))
    return (
      <State role="alert" icon={Lock} title={t`This is not switched on`}>
        <Trans>It is not part of what this workspace has chosen. An owner can switch it on.</Trans>
      </State>
    )
  if (isProblem(error, 'email_not_verified'))
    return (
      <State role="alert" icon={Lock} title={t`Confirm your e-mail address first`}>
        {error.message}
      </State>
    )
  if (isProblem(error, 'mfa_enrolment_required'))
    return (
      <State
        role="alert"
        icon={Lock}
        title={t`Set up a second factor first`}
        actions={
          <ButtonLink to="/account/security">
            <Trans>Set it up</Trans>
          </ButtonLink>
        }
      >
        {error.message}
      </State>
    )
  if (isProblem(error) && error.status === 403)
    return (
      <State role="alert" icon={Lock} title={t`You have no access to this`}>
        <Trans>Your role does not include it. An owner or admin of the workspace can change that.</Trans>
      </State>
    )
  if (isProblem(error) && (error.status === 404 || error.status === 410))
    return (
      <State role="alert" icon={SearchX} title={t`This is not here`}>
        <Trans>It may have been deleted, or it belongs to another workspace.</Trans>
      </State>
    )
  return (
    <State role="alert" icon={TriangleAlert} title={t`That did not work`} actions={retry}>
      {error instanceof Error && error.message}
      {isProblem(error) && error.requestId && (
        <span className="mt-2 block text-xs">
          <Trans>
            Request <code className="select-all">{error.requestId}</code>
          </Trans>
        </span>
      )}
    </State>
  )
}

export function Skeleton({ rows = 6 }: { rows?: number | undefined }) {
  const { t } = useLingui()
  return (
    <div role="status" aria-label={t`Loading`} className="space-y-3 p-4">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that are all the same and never move
        <div key={row} className="skeleton h-10" />
      ))}
    </div>
  )
}
