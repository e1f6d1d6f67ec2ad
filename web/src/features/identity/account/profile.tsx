import { Trans, useLingui } from '@lingui/react/macro'
import { useRef, useState } from 'react'
import { useUser } from '~/api/access'
import { data, identity } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { userChanged } from '~/api/session'
import { Avatar } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import type { FieldSpec } from '~/kit/form-spec'
import { Card } from '~/kit/page'
import { say, warn } from '~/kit/toast'
import { AccountPage } from './tabs'

type Change = components['schemas']['MeUpdate']

/** Who you are to others. */
export default function Profile() {
  const { t } = useLingui()
  const user = useUser()
  const fields: FieldSpec<Change>[] = [
    { name: 'name', label: t`Name`, required: true, autoComplete: 'name' },
    {
      name: 'username',
      label: t`Username`,
      hint: t`3 to 30 letters, digits, dashes or underscores.`,
      autoComplete: 'username',
    },
    {
      name: 'timezone',
      label: t`Time zone`,
      kind: 'select',
      required: true,
      options: Intl.supportedValuesOf('timeZone')
        .concat('UTC')
        .map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
    },
  ]
  return (
    <AccountPage title={t`Your profile`}>
      <Card className="space-y-6 p-4 md:p-6">
        <Picture />
        <RecordForm
          key={user.version}
          fields={fields}
          row={user}
          submit={t`Save`}
          onSave={async (body) => {
            userChanged(await data(identity.PATCH('/api/v1/identity/me', { body })))
            say(t`Saved`)
          }}
        />
      </Card>
    </AccountPage>
  )
}

function Picture() {
  const { t } = useLingui()
  const user = useUser()
  const input = useRef<HTMLInputElement>(null)
  const [pending, setPending] = useState(false)
  const upload = async (file: File | undefined) => {
    if (!file) return
    setPending(true)
    try {
      const body = file as unknown as string
      const headers = { 'content-type': file.type }
      userChanged(
        await data(
          identity.POST('/api/v1/identity/me/avatar', { body, headers, bodySerializer: () => file }),
        ),
      )
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error))
    }
    setPending(false)
  }
  return (
    <div className="flex items-center gap-4">
      <Avatar name={user.name} src={user.avatar_url} large />
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        aria-label={t`Picture`}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => upload(event.target.files?.[0])}
      />
      <Button pending={pending} onClick={() => input.current?.click()}>
        <Trans>Change picture</Trans>
      </Button>
    </div>
  )
}
