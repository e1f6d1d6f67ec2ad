import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { data, identity } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { signedIn, type Tokens } from '~/api/session'
import { Button } from '~/kit/button'
import { TextField } from '~/kit/field'
import { useSubmit } from '~/kit/use-submit'
import { nextPath } from '~/lib/safe'
import { AuthForm, LINK } from './form'

type Challenge = components['schemas']['MfaRequired']
type Factor = Challenge['factors'][number]

/** Sign in: the password, and the second factor of those who have one. */
export default function Login() {
  const { search } = useLocation()
  const navigate = useNavigate()
  const [challenge, setChallenge] = useState<Challenge | null>(null)
  const enter = async (tokens: Tokens) => {
    signedIn(tokens)
    await navigate(nextPath(search), { replace: true })
  }
  return challenge ? (
    <SecondFactor challenge={challenge} onIn={enter} onBack={() => setChallenge(null)} />
  ) : (
    <Password onChallenge={setChallenge} onIn={enter} />
  )
}

type In = (tokens: Tokens) => Promise<void>

function Password({ onChallenge, onIn }: { onChallenge: (challenge: Challenge) => void; onIn: In }) {
  const { t } = useLingui()
  const { search } = useLocation()
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const body = { email: String(form.get('email')), password: String(form.get('password')) }
    const answer = await data(identity.POST('/api/v1/identity/public/logins', { body }))
    if ('challenge' in answer) onChallenge(answer)
    else await onIn(answer)
  })
  return (
    <AuthForm
      title={t`Welcome back`}
      action={t`Sign in`}
      {...{ pending, failure }}
      onSubmit={submit}
      after={
        <>
          <p>
            <Trans>
              New here?{' '}
              <Link to={{ pathname: '/register', search }} className={LINK}>
                Create an account
              </Link>
            </Trans>
          </p>
          <p>
            <Link to="/forgot-password" className={LINK}>
              <Trans>Forgot your password?</Trans>
            </Link>
          </p>
        </>
      }
    >
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
        autoComplete="current-password"
        label={t`Password`}
        error={errors.password}
        required
      />
    </AuthForm>
  )
}

function SecondFactor({ challenge, onIn, onBack }: { challenge: Challenge; onIn: In; onBack: () => void }) {
  const { t } = useLingui()
  const offered = challenge.factors.filter((factor) => factor !== 'passkey')
  const [factor, setFactor] = useState<Factor>(offered[0] ?? 'recovery_code')
  const [sent, setSent] = useState('')
  const path = { challenge: challenge.challenge }
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const code = String(form.get('code')).replaceAll(' ', '')
    const body = { factor, code }
    await onIn(
      await data(
        identity.POST('/api/v1/identity/public/logins/{challenge}/verify', { params: { path }, body }),
      ),
    )
  })
  const choose = async (next: Factor) => {
    setFactor(next)
    if (next !== 'email_code') return
    const answer = await data(
      identity.POST('/api/v1/identity/public/logins/{challenge}/send-code', { params: { path } }),
    )
    setSent(answer.sent_to)
  }
  const labels: Record<Factor, string> = {
    totp: t`Code of your authenticator app`,
    email_code: sent ? t`Code sent to ${sent}` : t`Code from our mail`,
    recovery_code: t`Recovery code`,
    passkey: t`Passkey`,
  }
  const others: Record<Factor, string> = {
    totp: t`Use the authenticator app`,
    email_code: t`Send a code by mail`,
    recovery_code: t`Use a recovery code`,
    passkey: t`Use a passkey`,
  }
  return (
    <AuthForm
      title={t`One more step`}
      intro={<Trans>Your account is protected by a second factor.</Trans>}
      action={t`Sign in`}
      {...{ pending, failure }}
      onSubmit={submit}
      after={
        <div className="-ms-4 flex flex-col items-start">
          {offered
            .filter((other) => other !== factor)
            .map((other) => (
              <Button key={other} look="ghost" onClick={() => choose(other)}>
                {others[other]}
              </Button>
            ))}
          <Button look="ghost" onClick={onBack}>
            <Trans>Start again</Trans>
          </Button>
        </div>
      }
    >
      <TextField
        key={factor}
        name="code"
        label={labels[factor]}
        autoComplete="one-time-code"
        inputMode={factor === 'recovery_code' ? 'text' : 'numeric'}
        error={errors.code}
        autoFocus
        required
      />
    </AuthForm>
  )
}
