import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useUser } from '~/api/access'
import { data, identity } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { isProblem } from '~/api/problem'
import { replaceToken } from '~/api/session'
import { Button } from '~/kit/button'
import { TextField } from '~/kit/field'
import { passkeysPossible, showPasskey } from '~/lib/webauthn'

type StepUpBody = components['schemas']['StepUp']
type Assertion = components['schemas']['Assertion']
type Factor = 'password' | NonNullable<StepUpBody['factor']>

/** What `GET /credentials` calls the factors that count here. */
const FACTORS: Record<string, Factor> = {
  totp: 'totp',
  passkey: 'passkey',
  email_code: 'email_code',
  recovery_codes: 'recovery_code',
}

/** What only this person knows or has. */
export default function Proof({ onClose }: { onClose: (proven: boolean) => void }) {
  const { t } = useLingui()
  const enrolled = useUser().mfa?.enrolled ?? false
  const [factor, setFactor] = useState<Factor>(enrolled ? 'totp' : 'password')
  const [offered, setOffered] = useState<Factor[]>([])
  const [flow, setFlow] = useState('')
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  useEffect(() => {
    if (!enrolled) return
    own().then((factors) => {
      setOffered(factors)
      setFactor(factors[0] ?? 'totp')
    })
  }, [enrolled])
  const run = async (work: () => Promise<void>) => {
    setPending(true)
    setFailure('')
    try {
      await work()
    } catch (error) {
      setFailure(isProblem(error) ? error.message : t`That did not work.`)
    }
    setPending(false)
  }
  const prove = (form: FormData) =>
    run(async () => {
      const secret = String(form.get('secret') ?? '')
      const body = await proofOf(factor, secret, flow)
      if (!body) return
      const proof = await data(identity.POST('/api/v1/identity/step-ups', { body }))
      replaceToken(proof.access_token, proof.expires_in)
      onClose(true)
    })
  const choose = (next: Factor) =>
    run(async () => {
      setFactor(next)
      if (next === 'email_code') setFlow((await ask('email_code')).flow)
    })
  const labels: Record<Factor, string> = {
    password: t`Password`,
    totp: t`Code of your authenticator app`,
    email_code: t`Code from our mail`,
    recovery_code: t`Recovery code`,
    passkey: t`Passkey`,
  }
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault()
        prove(new FormData(event.currentTarget))
      }}
    >
      <p className="text-sm text-muted">
        <Trans>This is sensitive, so please prove that you are still there.</Trans>
      </p>
      {factor === 'passkey' ? (
        failure && (
          <p role="alert" className="text-sm text-danger">
            {failure}
          </p>
        )
      ) : (
        <TextField
          key={factor}
          name="secret"
          label={labels[factor]}
          type={factor === 'password' ? 'password' : 'text'}
          inputMode={factor === 'totp' || factor === 'email_code' ? 'numeric' : undefined}
          autoComplete={factor === 'password' ? 'current-password' : 'one-time-code'}
          error={failure || undefined}
          required
        />
      )}
      <div className="flex flex-wrap gap-x-2">
        {offered
          .filter((other) => other !== factor)
          .map((other) => (
            <Button key={other} look="ghost" className="-ms-4" onClick={() => choose(other)}>
              {labels[other]}
            </Button>
          ))}
      </div>
      <div className="flex justify-end gap-2">
        <Button onClick={() => onClose(false)}>
          <Trans>Cancel</Trans>
        </Button>
        <Button type="submit" look="primary" pending={pending}>
          {factor === 'passkey' ? <Trans>Use a passkey</Trans> : <Trans>Continue</Trans>}
        </Button>
      </div>
    </form>
  )
}

/** The factors of this person; an account that is being left tells none, and has at least its codes. */
async function own(): Promise<Factor[]> {
  const { items } = await data(identity.GET('/api/v1/identity/credentials')).catch(() => ({
    items: [
      { type: 'totp', status: 'active' },
      { type: 'recovery_codes', status: 'active' },
    ],
  }))
  const factors = items.flatMap(({ type, status }) => (status === 'active' ? (FACTORS[type] ?? []) : []))
  return [...new Set(factors)].filter((factor) => factor !== 'passkey' || passkeysPossible())
}

const ask = (factor: 'passkey' | 'email_code') =>
  data(identity.POST('/api/v1/identity/step-ups/options', { body: { factor } }))

/** Null when the person has thought better of it. */
async function proofOf(factor: Factor, secret: string, flow: string): Promise<StepUpBody | null> {
  if (factor === 'password') return { password: secret }
  if (factor !== 'passkey') {
    const code = secret.replaceAll(' ', '')
    return factor === 'email_code' ? { factor, code, flow } : { factor, code }
  }
  const asked = await ask('passkey')
  const credential = await showPasskey<Assertion>(asked.passkey ?? {})
  return credential && { factor, credential, flow: asked.flow }
}
