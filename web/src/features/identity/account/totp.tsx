import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { renderSVG } from 'uqr'
import { data, identity } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { refetch } from '~/api/queries'
import { renew } from '~/api/session'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { TextField } from '~/kit/field'
import { Once } from '~/kit/once'
import { Box } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { useSubmit } from '~/kit/use-submit'

type Enrolment = components['schemas']['TotpEnrolment']

const credentials = { key: () => ['me', 'identity', 'totp-credentials'] }

/** The authenticator app: add it, and take it away again. */
export function Totp() {
  const { t } = useLingui()
  const client = useQueryClient()
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  const [codes, setCodes] = useState<string[]>([])
  const list = useQuery({
    queryKey: credentials.key(),
    queryFn: () => data(identity.GET('/api/v1/identity/totp-credentials')),
  })
  const active = list.data?.items.find(({ status }) => status === 'active')
  // The person's record and the token say whether a second factor protects the account.
  const changed = () => Promise.all([refetch(client, credentials), renew()])
  const begin = useAct(async () => {
    const body = { name: t`Authenticator` }
    setEnrolment(await data(identity.POST('/api/v1/identity/totp-credentials', { body })))
  })
  const remove = useAct(async (credential_id: string) => {
    await data(
      identity.DELETE('/api/v1/identity/totp-credentials/{credential_id}', {
        params: { path: { credential_id } },
      }),
    )
    await changed()
    say(t`The second factor is off.`)
  })
  return (
    <Card>
      <CardHead title={<Trans>Second factor</Trans>}>
        {active && (
          <Badge tone="success">
            <Trans>On</Trans>
          </Badge>
        )}
      </CardHead>
      <div className="flex flex-wrap items-center justify-between gap-4 p-4">
        <p className="max-w-md text-sm text-muted">
          <Trans>
            An app on your phone makes a new code every 30 seconds. Your password alone then opens nothing.
          </Trans>
        </p>
        {active?.id ? (
          <Button look="danger" pending={remove.isPending} onClick={() => remove.mutate(active.id)}>
            <Trans>Turn off</Trans>
          </Button>
        ) : (
          <Button look="primary" pending={begin.isPending} onClick={() => begin.mutate()}>
            <Trans>Set up</Trans>
          </Button>
        )}
      </div>
      <Box title={t`Scan this with your app`} open={enrolment !== null} onClose={() => setEnrolment(null)}>
        {enrolment && (
          <Confirm
            enrolment={enrolment}
            onDone={async (recovery) => {
              setEnrolment(null)
              setCodes(recovery)
              await changed()
            }}
          />
        )}
      </Box>
      <Once title={t`Keep these recovery codes`} values={codes} onClose={() => setCodes([])}>
        <Trans>Each opens your account once if your device is lost. They are not shown again.</Trans>
      </Once>
    </Card>
  )
}

function Confirm({
  enrolment,
  onDone,
}: {
  enrolment: Enrolment
  onDone: (codes: string[]) => Promise<void>
}) {
  const { t } = useLingui()
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const answer = await data(
      identity.POST('/api/v1/identity/totp-credentials/{credential_id}/confirm', {
        params: { path: { credential_id: enrolment.id } },
        body: { code: String(form.get('code')).replaceAll(' ', '') },
      }),
    )
    await onDone(answer.recovery_codes)
  })
  // Drawn by the browser from a picture address: the policy lets no text become markup.
  const picture = `data:image/svg+xml,${encodeURIComponent(renderSVG(enrolment.otpauth_uri, { border: 2 }))}`
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <img src={picture} alt={t`QR code for the authenticator app`} className="mx-auto size-48 rounded-lg" />
      <p className="text-center text-xs text-muted">
        <Trans>
          Or type <code className="break-all text-ink select-all">{enrolment.secret}</code>
        </Trans>
      </p>
      <TextField
        name="code"
        label={t`Code that the app shows`}
        inputMode="numeric"
        autoComplete="one-time-code"
        error={errors.code ?? (failure || undefined)}
        required
      />
      <div className="flex justify-end">
        <Button type="submit" look="primary" pending={pending}>
          <Trans>Turn on</Trans>
        </Button>
      </div>
    </form>
  )
}
