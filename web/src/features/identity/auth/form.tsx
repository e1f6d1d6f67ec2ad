import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Button } from '~/kit/button'
import { TextField } from '~/kit/field'
import { usePageTitle } from '~/kit/page'

interface AuthFormProps {
  title: string
  intro?: ReactNode
  failure?: string
  pending?: boolean
  action: string
  onSubmit: (event: React.FormEvent<HTMLFormElement>) => void
  children: ReactNode
  after?: ReactNode
}

/** The one form of a page outside the app. */
export function AuthForm({
  title,
  intro,
  failure,
  pending,
  action,
  onSubmit,
  children,
  after,
}: AuthFormProps) {
  const heading = usePageTitle(title)
  return (
    <>
      <h1 ref={heading} tabIndex={-1} className="text-3xl font-semibold tracking-tight text-balance">
        {title}
      </h1>
      {intro && <p className="mt-2 text-sm text-pretty text-muted">{intro}</p>}
      <form onSubmit={onSubmit} noValidate className="mt-8 space-y-5">
        {failure && (
          <p role="alert" className="rounded-lg border border-danger px-3 py-2.5 text-sm">
            {failure}
          </p>
        )}
        {children}
        <Button type="submit" look="primary" pending={pending ?? false} className="w-full">
          {action}
        </Button>
      </form>
      {after && <div className="mt-6 space-y-2 text-sm text-muted">{after}</div>}
    </>
  )
}

interface CredentialsProps {
  errors: Record<string, string>
  /** The password is a new one; the hint says what it may be. */
  fresh?: boolean
  hint?: ReactNode
}

/** Address and password, as password managers know them. */
export function Credentials({ errors, fresh, hint }: CredentialsProps) {
  const { t } = useLingui()
  return (
    <>
      <TextField
        name="email"
        type="email"
        autoComplete="username"
        label={t`E-mail`}
        error={errors.email}
        required
      />
      <TextField
        name="password"
        type="password"
        autoComplete={fresh ? 'new-password' : 'current-password'}
        label={t`Password`}
        hint={hint}
        error={errors.password}
        required
      />
    </>
  )
}

export const LINK = 'font-medium text-ink underline underline-offset-4 hover:text-accent'
