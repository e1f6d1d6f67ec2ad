import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { data, identity } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { isProblem } from '~/api/problem'
import type { Tokens } from '~/api/session'
import { Button } from '~/kit/button'
import { passkeysPossible, showPasskey } from '~/lib/webauthn'

type Assertion = components['schemas']['Assertion']

/** Sign in without a password; nothing where the browser cannot. */
export function PasskeySignIn({ onIn }: { onIn: (tokens: Tokens) => Promise<void> }) {
  const { t } = useLingui()
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState('')
  if (!passkeysPossible()) return null
  const enter = async () => {
    setPending(true)
    setFailure('')
    try {
      const { flow, public_key } = await data(identity.POST('/api/v1/identity/public/passkeys/options'))
      const credential = await showPasskey<Assertion>(public_key)
      if (credential)
        await onIn(
          await data(
            identity.POST('/api/v1/identity/public/passkeys/logins', { body: { flow, credential } }),
          ),
        )
    } catch (error) {
      setFailure(isProblem(error) ? error.message : t`That did not work.`)
    }
    setPending(false)
  }
  return (
    <>
      <Button className="w-full" pending={pending} onClick={enter}>
        <Trans>Use a passkey</Trans>
      </Button>
      {failure && (
        <p role="alert" className="text-sm text-danger">
          {failure}
        </p>
      )}
    </>
  )
}
