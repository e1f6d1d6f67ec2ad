import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { data, identity } from '~/api/clients'
import { isProblem } from '~/api/problem'
import { current, renew, signedIn, subscribe } from '~/api/session'
import { Button } from '~/kit/button'
import { TextField } from '~/kit/field'
import { useSubmit } from '~/kit/use-submit'
import { nextPath } from '~/lib/safe'
import { dropFlow, flow, keepFlow } from './flow'
import { AuthForm } from './form'

/** Prove the address: by the six digits of the mail, or by its link, which leads here with a token. */
export default function Verify() {
  const { t } = useLingui()
  const { search } = useLocation()
  const navigate = useNavigate()
  const session = useSyncExternalStore(subscribe, current)
  const [sent, setSent] = useState('')
  const linked = useRef(false)
  const user = session.status === 'in' ? session.user : null

  const prove = async (proof: { code?: string; token?: string }) => {
    const answer = await data(
      identity.POST('/api/v1/identity/public/email-verifications', {
        body: { flow: await opened(), ...proof },
      }),
    )
    dropFlow()
    if (answer.tokens) signedIn(answer.tokens)
    // The present token still says that the address is unproven.
    else await renew()
    await navigate(current().status === 'in' ? nextPath(search) : '/login', { replace: true })
  }
  const { pending, errors, failure, submit } = useSubmit((form) =>
    prove({ code: String(form.get('code')).replaceAll(' ', '') }),
  )
  const [linkFailure, setLinkFailure] = useState('')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link of the mail is used once, when the page opens
  useEffect(() => {
    const token = new URLSearchParams(search).get('token')
    if (!token || linked.current) return
    linked.current = true
    // The token leaves the address bar and the history.
    history.replaceState(history.state, '', '/verify-email')
    prove({ token }).catch((error) => setLinkFailure(error instanceof Error ? error.message : String(error)))
  }, [])

  const again = async () => {
    setSent('')
    try {
      keepFlow((await request()).flow)
      setSent(t`A new code is on its way.`)
    } catch (error) {
      setSent(isProblem(error) ? error.message : t`That did not work.`)
    }
  }
  return (
    <AuthForm
      title={t`Check your mail`}
      intro={
        user ? <Trans>We sent six digits to {user.email}.</Trans> : <Trans>We sent you six digits.</Trans>
      }
      action={t`Confirm`}
      pending={pending}
      failure={failure || linkFailure}
      onSubmit={submit}
      after={
        <div className="-ms-4 flex flex-wrap items-center">
          <Button look="ghost" onClick={again}>
            <Trans>Send another code</Trans>
          </Button>
          {user && (
            <Button look="ghost" onClick={() => navigate(nextPath(search))}>
              <Trans>Later</Trans>
            </Button>
          )}
          <p role="status" className="ps-4">
            {sent}
          </p>
        </div>
      }
    >
      <TextField
        name="code"
        label={t`Code`}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        error={errors.code}
        required
      />
    </AuthForm>
  )
}

/** The flow of this browser; somebody who is signed in can begin one here. */
async function opened(): Promise<string> {
  return flow() || (await request()).flow
}

function request() {
  return current().status === 'in'
    ? data(identity.POST('/api/v1/identity/me/verify-email'))
    : data(identity.POST('/api/v1/identity/public/email-verifications/resend', { body: { flow: flow() } }))
}
