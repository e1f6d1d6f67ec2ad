import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Link } from 'react-router'
import { data, identity } from '~/api/clients'
import { TextField } from '~/kit/field'
import { usePageTitle } from '~/kit/page'
import { useSubmit } from '~/kit/use-submit'
import { AuthForm, LINK } from './form'

/** Ask for a link that sets a new password. The answer is the same whether there is an account or not. */
export default function Forgot() {
  const { t } = useLingui()
  const [asked, setAsked] = useState('')
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const email = String(form.get('email'))
    await data(identity.POST('/api/v1/identity/public/password-resets', { body: { email } }))
    setAsked(email)
  })
  const back = (
    <Link to="/login" className={LINK}>
      <Trans>Back to sign in</Trans>
    </Link>
  )
  if (asked) return <Asked email={asked}>{back}</Asked>
  return (
    <AuthForm
      title={t`Forgot your password?`}
      intro={<Trans>We send you a link that sets a new one.</Trans>}
      action={t`Send the link`}
      {...{ pending, failure }}
      onSubmit={submit}
      after={<p>{back}</p>}
    >
      <TextField
        name="email"
        type="email"
        autoComplete="username"
        label={t`E-mail`}
        error={errors.email}
        required
      />
    </AuthForm>
  )
}

function Asked({ email, children }: { email: string; children: React.ReactNode }) {
  const { t } = useLingui()
  const title = t`Look into your mail`
  const heading = usePageTitle(title)
  return (
    <div role="status">
      <h1 ref={heading} tabIndex={-1} className="text-3xl font-semibold tracking-tight">
        {title}
      </h1>
      <p className="mt-2 mb-6 text-sm text-muted">
        <Trans>If there is an account for {email}, a link is on its way to it. It works for one hour.</Trans>
      </p>
      {children}
    </div>
  )
}
