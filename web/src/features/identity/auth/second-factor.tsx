import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { data, identity } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import type { Tokens } from '~/api/session'
import { Button } from '~/kit/button'
import { TextField } from '~/kit/field'
import { useSubmit } from '~/kit/use-submit'
import { passkeysPossible, showPasskey } from '~/lib/webauthn'
import { AuthForm } from './form'

export type Challenge = components['schemas']['MfaRequired']
export type In = (tokens: Tokens) => Promise<void>
type Factor = Challenge['factors'][number]
type Proof = components['schemas']['LoginProof']
type Assertion = components['schemas']['Assertion']

interface SecondFactorProps {
  challenge: Challenge
  onIn: In
  onBack: () => void
}

/** The password was right; now what only this person has. */
export function SecondFactor({ challenge, onIn, onBack }: SecondFactorProps) {
  const { t } = useLingui()
  const offered = challenge.factors.filter((factor) => factor !== 'passkey' || passkeysPossible())
  const [factor, setFactor] = useState<Factor>(offered[0] ?? 'recovery_code')
  const [sent, setSent] = useState('')
  const params = { path: { challenge: challenge.challenge } }
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const body: Proof = { factor }
    if (factor === 'passkey') {
      body.credential = await showPasskey<Assertion>(challenge.passkey ?? {})
      if (!body.credential) return
    } else body.code = String(form.get('code')).replaceAll(' ', '')
    await onIn(
      await data(identity.POST('/api/v1/identity/public/logins/{challenge}/verify', { params, body })),
    )
  })
  const choose = async (next: Factor) => {
    setFactor(next)
    if (next !== 'email_code') return
    const answer = await data(
      identity.POST('/api/v1/identity/public/logins/{challenge}/send-code', { params }),
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
      action={factor === 'passkey' ? others.passkey : t`Sign in`}
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
      {factor !== 'passkey' && (
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
      )}
    </AuthForm>
  )
}
