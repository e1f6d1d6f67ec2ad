import { Trans, useLingui } from '@lingui/react/macro'
import { data, identity } from '~/api/clients'
import { RecordForm } from '~/kit/form'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { Passkeys } from '../passkeys/list'
import { Email } from './email'
import { Recovery } from './recovery'
import { AccountPage } from './tabs'
import { Totp } from './totp'

/** How you sign in. */
export default function Security() {
  const { t } = useLingui()
  return (
    <AccountPage title={t`Security`}>
      <Totp />
      <Passkeys />
      <Recovery />
      <Password />
      <Email />
    </AccountPage>
  )
}

function Password() {
  const { t } = useLingui()
  return (
    <Card>
      <CardHead title={<Trans>Password</Trans>} />
      <div className="p-4">
        <RecordForm
          fields={[
            {
              name: 'current_password',
              label: t`Current password`,
              kind: 'password',
              required: true,
              autoComplete: 'current-password',
            },
            {
              name: 'new_password',
              label: t`New password`,
              kind: 'password',
              required: true,
              autoComplete: 'new-password',
            },
          ]}
          submit={t`Change password`}
          onSave={async (body) => {
            await data(
              identity.POST('/api/v1/identity/me/change-password', {
                body: body as { current_password: string; new_password: string },
              }),
            )
            say(t`Your password is changed. Other devices are signed out.`)
          }}
        />
      </div>
    </Card>
  )
}
