import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { data, identity } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { listOf } from '~/api/queries'
import { type RowOf, resource } from '~/api/resource'
import { renew } from '~/api/session'
import { Ago } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { Loaded } from '~/kit/loaded'
import { Once } from '~/kit/once'
import { Sheet } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { device } from '~/lib/device'
import { makePasskey, passkeysPossible } from '~/lib/webauthn'

const passkeys = { ...resource('/api/v1/identity/passkeys'), key: () => ['me', 'identity', 'passkeys'] }
type Passkey = RowOf<'/api/v1/identity/passkeys'>
type Attestation = components['schemas']['Attestation']

/** Ways in by finger, face or PIN of a device. */
export function Passkeys() {
  const { t } = useLingui()
  const [codes, setCodes] = useState<string[]>([])
  const [renamed, setRenamed] = useState<Passkey | null>(null)
  const query = useQuery(listOf(passkeys, { limit: 100 }))
  const add = useAct(async () => {
    const { flow, public_key } = await data(identity.POST('/api/v1/identity/passkeys/options'))
    const credential = await makePasskey<Attestation>(public_key)
    if (!credential) return
    const body = { flow, credential, name: device(navigator.userAgent) }
    const added = await data(identity.POST('/api/v1/identity/passkeys', { body }))
    setCodes(added.recovery_codes)
    // The person's record says from now on that a second factor protects the account.
    await renew()
    say(t`Your passkey is kept.`)
  }, passkeys)
  const remove = useAct(async (id: string) => {
    await passkeys.remove(id)
    await renew()
  }, passkeys)
  const rename = useAct(
    ({ id, name }: { id: string; name: string }) => passkeys.update(id, { name }),
    passkeys,
  )
  return (
    <Card>
      <CardHead title={<Trans>Passkeys</Trans>} />
      <div className="flex flex-wrap items-center justify-between gap-4 p-4">
        <p className="max-w-md text-sm text-muted">
          {passkeysPossible() ? (
            <Trans>
              Sign in with the finger, face or PIN of your device. Nobody can guess or steal it, and it also
              counts as a second factor.
            </Trans>
          ) : (
            <Trans>
              This browser, or the address you are at, cannot have passkeys. They need a host name.
            </Trans>
          )}
        </p>
        {passkeysPossible() && (
          <Button look="primary" pending={add.isPending} onClick={() => add.mutate()}>
            <Trans>Add a passkey</Trans>
          </Button>
        )}
      </div>
      <Loaded query={query} rows={1}>
        {({ items }) => (
          <ul aria-label={t`Passkeys`}>
            {items.map((passkey) => (
              <li
                key={passkey.id}
                className="flex min-h-16 items-center gap-1 border-t border-line px-4 py-2 text-sm"
              >
                <div className="min-w-0 flex-1">
                  <p className="truncate">{passkey.name}</p>
                  <p className="text-xs text-muted">
                    {passkey.last_used_at ? (
                      <Trans>
                        Used <Ago time={passkey.last_used_at} />
                      </Trans>
                    ) : (
                      <Trans>
                        Added <Ago time={passkey.created_at} />
                      </Trans>
                    )}
                  </p>
                </div>
                <Button look="ghost" onClick={() => setRenamed(passkey)}>
                  <Trans>Rename</Trans>
                </Button>
                <Button look="ghost" pending={remove.isPending} onClick={() => remove.mutate(passkey.id)}>
                  <Trans>Remove</Trans>
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <Sheet title={t`Rename`} open={renamed !== null} onClose={() => setRenamed(null)}>
        {renamed && (
          <RecordForm
            fields={[{ name: 'name', label: t`Name`, required: true }]}
            row={renamed}
            submit={t`Save`}
            onSave={async ({ name }) => {
              if (name) await rename.mutateAsync({ id: renamed.id, name: String(name) })
              setRenamed(null)
            }}
          />
        )}
      </Sheet>
      <Once title={t`Keep these recovery codes`} values={codes} onClose={() => setCodes([])}>
        <Trans>Each opens your account once if your device is lost. They are not shown again.</Trans>
      </Once>
    </Card>
  )
}
