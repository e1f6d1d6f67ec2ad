import { i18n } from '@lingui/core'
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from 'react-router'
import { data, identity } from '~/api/clients'
import { signedIn } from '~/api/session'
import { TextField } from '~/kit/field'
import { useSubmit } from '~/kit/use-submit'
import { ZONE } from '~/lib/time'
import { keepFlow } from './flow'
import { AuthForm, Credentials, LINK } from './form'

/** Create an account. The address still has to be proven, which `/verify` does. */
export default function Register() {
  const { t } = useLingui()
  const { search } = useLocation()
  const navigate = useNavigate()
  const options = useQuery({
    queryKey: ['public', 'identity', 'auth-options'],
    queryFn: () => data(identity.GET('/api/v1/identity/public/auth-options')),
  }).data
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const referral = new URLSearchParams(search).get('ref')
    const body = {
      name: String(form.get('name')),
      email: String(form.get('email')),
      password: String(form.get('password')),
      timezone: ZONE,
      locale: i18n.locale,
      ...(referral ? { referral_code: referral } : {}),
    }
    const answer = await data(identity.POST('/api/v1/identity/public/registrations', { body }))
    keepFlow(answer.verification.flow)
    if ('access_token' in answer) signedIn(answer)
    await navigate({ pathname: '/verify', search }, { replace: true })
  })
  if (options?.registration === 'closed')
    return (
      <AuthForm title={t`Registration is closed`} action={t`Sign in`} onSubmit={() => navigate('/login')}>
        <p className="text-sm text-muted">
          <Trans>New accounts are made by invitation only at the moment.</Trans>
        </p>
      </AuthForm>
    )
  return (
    <AuthForm
      title={t`Create your account`}
      intro={<Trans>One place for customers, sales, content and money. Free to begin with.</Trans>}
      action={t`Create account`}
      {...{ pending, failure }}
      onSubmit={submit}
      after={
        <p>
          <Trans>
            Already here?{' '}
            <Link to={{ pathname: '/login', search }} className={LINK}>
              Sign in
            </Link>
          </Trans>
        </p>
      }
    >
      <TextField name="name" autoComplete="name" label={t`Your name`} error={errors.name} required />
      <Credentials
        fresh
        errors={errors}
        hint={options && t`At least ${options.password.min_length} characters. A sentence is a good one.`}
      />
    </AuthForm>
  )
}
