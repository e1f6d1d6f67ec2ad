import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useUser } from '~/api/access'
import { data, identity } from '~/api/clients'
import { userChanged } from '~/api/session'
import { RecordForm } from '~/kit/form'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'

/** Move the account to another address: a code sent to the new one proves it. */
export function Email() {
  const { t } = useLingui()
  const user = useUser()
  const [asked, setAsked] = useState<{ flow: string; email: string } | null>(null)
  return (
    <Card>
      <CardHead title={<Trans>E-mail address</Trans>} />
      <div className="space-y-5 p-4">
        <p className="text-sm text-muted">
          {asked ? (
            <Trans>We sent six digits to {asked.email}.</Trans>
          ) : (
            <Trans>You sign in with {user.email}. The old address is told of a change.</Trans>
          )}
        </p>
        {asked ? (
          <RecordForm<{ code: string }, object>
            key="code"
            fields={[{ name: 'code', label: t`Code`, required: true, autoComplete: 'one-time-code' }]}
            submit={t`Confirm`}
            onCancel={() => setAsked(null)}
            onSave={async ({ code = '' }) => {
              const body = { flow: asked.flow, code: code.replaceAll(' ', '') }
              userChanged(await data(identity.POST('/api/v1/identity/me/change-email/confirm', { body })))
              setAsked(null)
              say(t`Your address is changed.`)
            }}
          />
        ) : (
          <RecordForm<{ email: string }, object>
            key="email"
            fields={[
              { name: 'email', label: t`New address`, kind: 'email', required: true, autoComplete: 'email' },
            ]}
            submit={t`Change address`}
            onSave={async ({ email = '' }) => {
              const body = { email }
              const { flow } = await data(identity.POST('/api/v1/identity/me/change-email', { body }))
              setAsked({ flow, email })
            }}
          />
        )}
      </div>
    </Card>
  )
}
