import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { useUser } from '~/api/access'
import { data, identity } from '~/api/clients'
import { onStepUp } from '~/api/http'
import { isProblem } from '~/api/problem'
import { replaceToken } from '~/api/session'
import { Button } from '~/kit/button'
import { TextField } from '~/kit/field'
import { Box } from '~/kit/overlay'

/** Asks who is there before something sensitive; the call that needed it goes on afterwards by itself. */
export function StepUp() {
  const { t } = useLingui()
  const factor = useUser().mfa?.enrolled ? 'totp' : null
  const [answer, setAnswer] = useState<((proven: boolean) => void) | null>(null)
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  useEffect(() => {
    onStepUp(() => new Promise<boolean>((resolve) => setAnswer(() => resolve)))
    return () => onStepUp(async () => false)
  }, [])
  const close = (proven: boolean) => {
    answer?.(proven)
    setAnswer(null)
    setFailure('')
  }
  const prove = async (form: FormData) => {
    setPending(true)
    const secret = String(form.get('secret'))
    const body = factor ? { factor: 'totp' as const, code: secret.replaceAll(' ', '') } : { password: secret }
    try {
      const proof = await data(identity.POST('/api/v1/identity/step-ups', { body }))
      replaceToken(proof.access_token, proof.expires_in)
      close(true)
    } catch (error) {
      setFailure(isProblem(error) ? error.message : t`That did not work.`)
    }
    setPending(false)
  }
  return (
    <Box title={t`Is it you?`} open={answer !== null} onClose={() => close(false)}>
      <form action={prove} className="space-y-4">
        <p className="text-sm text-muted">
          <Trans>This is sensitive, so please prove that you are still there.</Trans>
        </p>
        <TextField
          name="secret"
          label={factor ? t`Code of your authenticator app` : t`Password`}
          type={factor ? 'text' : 'password'}
          inputMode={factor ? 'numeric' : undefined}
          autoComplete={factor ? 'one-time-code' : 'current-password'}
          error={failure || undefined}
          required
        />
        <div className="flex justify-end gap-2">
          <Button onClick={() => close(false)}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" look="primary" pending={pending}>
            <Trans>Continue</Trans>
          </Button>
        </div>
      </form>
    </Box>
  )
}
