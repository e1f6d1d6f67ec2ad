import { Trans, useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'
import { data, identity } from '~/api/clients'
import { signedIn, type Tokens } from '~/api/session'
import { useSubmit } from '~/kit/use-submit'
import { nextPath } from '~/lib/safe'
import { PasskeySignIn } from '../passkeys/sign-in'
import { AuthForm, Credentials, LINK } from './form'
import type { Challenge, In } from './second-factor'

const SecondFactor = lazy(() =>
  import('./second-factor').then(({ SecondFactor }) => ({ default: SecondFactor })),
)
const Keeping = lazy(() => import('./keeping'))

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
    <Suspense>
      <SecondFactor challenge={challenge} onIn={enter} onBack={() => setChallenge(null)} />
    </Suspense>
  ) : (
    <Password onChallenge={setChallenge} onIn={enter} />
  )
}

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
          <PasskeySignIn onIn={onIn} />
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
      <Credentials errors={errors} />
      <Suspense fallback={<div className="min-h-11" />}>
        <Keeping />
      </Suspense>
    </AuthForm>
  )
}
