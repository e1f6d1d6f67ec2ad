import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Button } from '~/kit/button'
import { usePageTitle } from '~/kit/page'

interface StepFrameProps {
  title: string
  intro: ReactNode
  failure?: string
  pending?: boolean
  disabled?: boolean
  action?: ReactNode
  onSubmit: (event: React.FormEvent<HTMLFormElement>) => void
  onSkip?: (() => void) | undefined
  onBack?: (() => void) | undefined
  children: ReactNode
}

/** Title, answer and the ways on of one step. */
export function StepFrame({
  title,
  intro,
  failure,
  pending,
  disabled,
  action,
  onSubmit,
  onSkip,
  onBack,
  children,
}: StepFrameProps) {
  const heading = usePageTitle(title)
  return (
    <form onSubmit={onSubmit} noValidate>
      <h1 ref={heading} tabIndex={-1} className="text-3xl font-semibold tracking-tight text-balance">
        {title}
      </h1>
      <p className="mt-2 text-sm text-pretty text-muted">{intro}</p>
      {failure && (
        <p role="alert" className="mt-6 rounded-lg border border-danger px-3 py-2.5 text-sm">
          {failure}
        </p>
      )}
      <div className="mt-8">{children}</div>
      <div className="mt-8 flex flex-wrap items-center gap-2">
        {onBack && (
          <Button look="ghost" onClick={onBack} className="-ms-4">
            <Trans>Back</Trans>
          </Button>
        )}
        <span className="ms-auto flex gap-2">
          {onSkip && (
            <Button onClick={onSkip}>
              <Trans>Skip</Trans>
            </Button>
          )}
          <Button type="submit" look="primary" pending={pending ?? false} disabled={disabled}>
            {action ?? <Trans>Continue</Trans>}
          </Button>
        </span>
      </div>
    </form>
  )
}
