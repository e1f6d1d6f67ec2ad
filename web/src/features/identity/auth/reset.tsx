import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { data, identity } from '~/api/clients'
import { Checkbox, TextField } from '~/kit/field'
import { useSubmit } from '~/kit/use-submit'
import { AuthForm } from './form'

/** Set a new password with the link of a mail. Every session ends with it. */
export default function Reset() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const { search } = useLocation()
  const [token] = useState(() => new URLSearchParams(search).get('token') ?? '')
  useEffect(() => history.replaceState(history.state, '', '/reset-password'), [])
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const body = {
      token,
      password: String(form.get('password')),
      revoke_api_keys: form.has('revoke_api_keys'),
    }
    await data(identity.POST('/api/v1/identity/public/password-resets/confirm', { body }))
    await navigate('/login', { replace: true })
  })
  return (
    <AuthForm
      title={t`Choose a new password`}
      intro={<Trans>You are signed out everywhere, and sign in again with it.</Trans>}
      action={t`Save password`}
      pending={pending}
      failure={failure || (errors.token ?? '')}
      onSubmit={submit}
    >
      <TextField
        name="password"
        type="password"
        autoComplete="new-password"
        label={t`New password`}
        error={errors.password}
        required
      />
      <Checkbox name="revoke_api_keys" label={t`Also revoke my API keys`} />
    </AuthForm>
  )
}
